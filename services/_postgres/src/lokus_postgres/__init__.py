"""PostgreSQL for the services that keep something: transactions, migrations, the transactional outbox."""
