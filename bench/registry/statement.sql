-- A city's month: 60,000 cameras of one contract; a twentieth fails 40 to 120 times, the rest up to 13 times,
-- nine times out of ten for at most ten minutes. One month of cameras, from a fixed seed: 1.3 million intervals.
INSERT INTO organisations (tenant,id,name,kind,jurisdiction) VALUES ('jakarta','kpu','KPU','election_commission','{}'),('jakarta','nusantara','N','vendor','{}');
INSERT INTO areas (tenant,id,name,level,parent) VALUES ('jakarta','31','J','province',null);
INSERT INTO sites (tenant,id,name,kind,owner,area) SELECT 'jakarta','site-'||i,'Site','tps','kpu','31' FROM generate_series(1,30000) i;
INSERT INTO zones (tenant,id,name,kind,site,private) SELECT 'jakarta','zone-'||i,'Zone','entrance','site-'||i,false FROM generate_series(1,30000) i;
INSERT INTO cameras (tenant,id,name,zone,vendor,streams,motion_analytics,enabled,version) SELECT 'jakarta','cam-'||lpad(i::text,6,'0'),'Camera','zone-'||((i-1)/2+1),'nusantara','[]',false,true,1 FROM generate_series(1,60000) i;
INSERT INTO contracts (tenant,id,name,buyer,vendor,starts_on,ends_on,terms) VALUES ('jakarta','k1','CCTV','kpu','nusantara','2024-01-01','2024-12-31','{"availability_target":0.99,"repair_seconds":14400,"min_fps":10,"min_width":1280,"min_height":720,"codecs":["h264"],"max_gop_seconds":4,"service_hours":[],"monthly_fee_per_camera":290000,"credit_steps":[{"below":0.9,"share":0.5},{"below":0.99,"share":0.1}],"late_repair_credit":25000}');
INSERT INTO contract_cameras SELECT 'jakarta','k1','cam-'||lpad(i::text,6,'0'),'2024-01-01 00:00+07','2025-01-01 00:00+07' FROM generate_series(1,60000) i;
CREATE TABLE IF NOT EXISTS delivery_intervals_2024_02 PARTITION OF delivery_intervals FOR VALUES FROM ('2024-02-01 00:00+07') TO ('2024-03-01 00:00+07');
SELECT setseed(0.14022024);
CREATE TEMP TABLE made AS SELECT i, 1 + floor(CASE WHEN random() < 0.05 THEN 40 + random()*80 ELSE random()*13 END)::int AS outages FROM generate_series(1,60000) i;
CREATE TEMP TABLE cuts AS SELECT i, n, outages, random() AS at, CASE WHEN random() < 0.9 THEN 20 + random()*600 ELSE 600 + random()*random()*random()*40000 END AS seconds, (ARRAY['offline','offline','offline','stalled','degraded'])[1+floor(random()*5)::int] AS state FROM made, generate_series(1, outages) n;
CREATE TEMP TABLE placed AS SELECT i, state, start_s, LEAST(start_s + seconds, COALESCE(lead(start_s) OVER (PARTITION BY i ORDER BY start_s), 2505600)) AS end_s, start_s AS s FROM (SELECT *, round((at*2505600)::numeric,3)::float8 AS start_s FROM cuts) x;
INSERT INTO delivery_intervals (tenant,camera,started_at,ended_at,state,reason,width,height,fps,reporter)
SELECT 'jakarta','cam-'||lpad(i::text,6,'0'), timestamptz '2024-02-01 00:00+07' + round(a::numeric,3)*interval '1 second', timestamptz '2024-02-01 00:00+07' + round(b::numeric,3)*interval '1 second', state, reason, 1920,1080,25,'ingest-1' FROM (
 SELECT i, start_s a, end_s b, state, CASE state WHEN 'offline' THEN 'unreachable' END reason FROM placed
 UNION ALL
 SELECT i, end_s, COALESCE(lead(start_s) OVER (PARTITION BY i ORDER BY start_s),2505600), 'delivering', null FROM placed
 UNION ALL
 SELECT i, 0, min(start_s), 'delivering', null FROM placed GROUP BY i) x WHERE round(b::numeric,3) > round(a::numeric,3);
ANALYZE;
