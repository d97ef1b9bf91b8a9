-- One database for each service that has one. Run once, when PostgreSQL's volume is new.
CREATE DATABASE lokus_registry ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE lokus_access ENCODING 'UTF8' TEMPLATE template0;
