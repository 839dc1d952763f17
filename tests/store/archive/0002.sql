BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE audit (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	month TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	what TEXT NOT NULL, 
	object TEXT NOT NULL, 
	area TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	mac TEXT
);
INSERT INTO "audit" VALUES(1,'2026-11',1795424400000000,'','','invited','','be:23088','coordinator','SsjUruR-dyIFH3cc_SBoINI6QstZtElXba5CROApgeA');
INSERT INTO "audit" VALUES(2,'2026-11',1795424400000000,'VKOG5snNtoqM3GJicgROZA','coordinator','enrolled','','be:23088','','VFWfSEUHtZZyEXy1YMbC2Zfo9FufXFsafdneMap_E1o');
INSERT INTO "audit" VALUES(3,'2026-11',1795424400000000,'VKOG5snNtoqM3GJicgROZA','','unlocked','','','','XRwkZ_jRI0Ybkd5PolL1IY3wGh0R9WqQTjVNZIEbYrs');
INSERT INTO "audit" VALUES(4,'2026-11',1795424400000000,'','','invited','','be:23088','deputy','RCgIMDzi1jgWjEflLCtZKkwZYf06dE-YOaMQEpRx8I4');
INSERT INTO "audit" VALUES(5,'2026-11',1795424400000000,'SZPKDJLVMLDuZZ1vSOMnGQ','deputy','enrolled','','be:23088','','sg-G3zH3hPQc7QXgxbaZrQAG-9TmcBvmCc8hRma7UKU');
INSERT INTO "audit" VALUES(6,'2026-11',1795424400000000,'SZPKDJLVMLDuZZ1vSOMnGQ','','unlocked','','','','TjrpUyKMEzHg7rzZwe41RXXEIZUDm2MMTjGSd9-tEYw');
INSERT INTO "audit" VALUES(7,'2026-11',1795424400000000,'','sender','sent','EouS23ohrupykztTvr0zRA','be:23088','','IK_mh3PE-O7bmRuJRMDdymsr55hZYvVNNo0OfpFKMTI');
INSERT INTO "audit" VALUES(8,'2026-11',1795424400000000,'','sender','sent','kZ5tHoe5CYM39UrPOz1k9w','be:23088','','hRfvvs5sQa89Z-gmEBp2Ok53W7sdUCsAq2vyaSMUG-g');
INSERT INTO "audit" VALUES(9,'2026-11',1795424400000000,'','sender','sent','SaBrunGD8Y4KEuNlMf4RAw','be:23088','','NLvxPXCuaC6BG3RVQo4fJMd3AWanSLehZllS3q4cb6w');
INSERT INTO "audit" VALUES(10,'2026-11',1795424400000000,'VKOG5snNtoqM3GJicgROZA','','read','EouS23ohrupykztTvr0zRA','be:23088','','VmvnR_pOIDmZT4Eiv-DguJgJDopg9wroOX_xj0ZJl4M');
INSERT INTO "audit" VALUES(11,'2026-11',1795424400000000,'VKOG5snNtoqM3GJicgROZA','','ask','EouS23ohrupykztTvr0zRA','be:23088','often','esKhdYwuJrv7KeZrhUhUZWsWuzd9ClB6V8YmyauMkkA');
INSERT INTO "audit" VALUES(12,'2026-11',1795424400000000,'','sender','answered','EouS23ohrupykztTvr0zRA','be:23088','','oAtpAQe85fz8QVgIrvrGOlhckTKq9grt_ZBrfjpVo4o');
INSERT INTO "audit" VALUES(13,'2026-11',1795424400000000,'VKOG5snNtoqM3GJicgROZA','','close','kZ5tHoe5CYM39UrPOz1k9w','be:23088','no_action','7nkeySl61hVaP8xRNpyI3rXS9QQuQ6dNeWDH8rBT2qg');
INSERT INTO "audit" VALUES(14,'2026-11',1795424400000000,'','','erased','SaBrunGD8Y4KEuNlMf4RAw','be:23088','withdrawn','zQdobSnuheuF6prbWqv77nqIlTCSkLZnML2UseOVVB4');
INSERT INTO "audit" VALUES(15,'2026-11',1795424400000000,'','','invited','','be:23088','region','e7R3lvbqjXvbpB19wrgNDBxn2L0obUAt4cDqUtYdjvo');
INSERT INTO "audit" VALUES(16,'2026-11',1795424400000000,'','clock','channel_alarm','','','token','rJ3Qwd72P3-RxEiHckL_GL2-3WWa6ZVqlnl3NJWBVLs');
CREATE TABLE audit_chain (
	first BIGINT NOT NULL, 
	month TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	begins TEXT NOT NULL, 
	last BIGINT NOT NULL, 
	mac TEXT NOT NULL, 
	seal TEXT NOT NULL, 
	PRIMARY KEY (first)
);
INSERT INTO "audit_chain" VALUES(1,'2026-11','','',16,'rJ3Qwd72P3-RxEiHckL_GL2-3WWa6ZVqlnl3NJWBVLs','tqvnIvsxAI5D8qvo7eJx-ocuEs_LHUBJe1Jz8BLHbA8');
INSERT INTO "audit_chain" VALUES(0,'2026-11','','',16,'rJ3Qwd72P3-RxEiHckL_GL2-3WWa6ZVqlnl3NJWBVLs','2ITRt-K3wTCdEXPsMcA85V7knwdjMpuvI8kp1qvWt68');
CREATE TABLE clock (
	id INTEGER NOT NULL, 
	last BIGINT NOT NULL, 
	hold_until BIGINT, 
	PRIMARY KEY (id)
);
INSERT INTO "clock" VALUES(1,1795424400000000,NULL);
CREATE TABLE consent (
	signal TEXT NOT NULL, 
	name TEXT NOT NULL, 
	text_hash TEXT NOT NULL, 
	language TEXT NOT NULL, 
	given BIGINT NOT NULL, 
	PRIMARY KEY (signal), 
	FOREIGN KEY(signal) REFERENCES signal (id) ON DELETE CASCADE
);
INSERT INTO "consent" VALUES('hndwhbbre39y','signal-2026-11','hash','fr',1795424400000000);
INSERT INTO "consent" VALUES('vfmnvwx9deyc','signal-2026-11','hash','fr',1795424400000000);
CREATE TABLE contact (
	id TEXT NOT NULL, 
	country TEXT NOT NULL, 
	body TEXT NOT NULL, 
	changed BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE contribution (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id TEXT NOT NULL, 
	signal TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	step TEXT NOT NULL, 
	body TEXT NOT NULL, 
	open BOOLEAN NOT NULL, 
	at BIGINT NOT NULL, 
	FOREIGN KEY(signal) REFERENCES signal (id) ON DELETE CASCADE, 
	CONSTRAINT uq_contribution_id UNIQUE (id)
);
INSERT INTO "contribution" VALUES(1,'sq0f748s4cxw','hndwhbbre39y','question','often','v1.m2026-11.Npa-YCDF8pgP77Hw.u1UEGP9KgartPHhG9TLN1oLdSUln4fp9Hv551S14nNJD5I_16v6fZnWb1YFWN7Kk5aMtH7D4GZAVzoXy_ULJgBdMPlaBvogVt3EMQ8pLpAU',0,1795424400000000);
INSERT INTO "contribution" VALUES(2,'vpnq7kvy0w70','hndwhbbre39y','answer','often','v1.m2026-11.4Ie1TG6kAD3mCQBk.6reZkB1juKNJrxEEtJDXFtIwQR0VBJ_awncd8hvwUcMEmDozTM7U2GLRnijkGRh1YYykppp6o3-hvviQh-TE3tEVTRlpI41I3KoQWCDr8y4',0,1795424400000000);
CREATE TABLE counter (
	month TEXT NOT NULL, 
	name TEXT NOT NULL, 
	cell TEXT NOT NULL, 
	count BIGINT NOT NULL, 
	PRIMARY KEY (month, name, cell)
);
INSERT INTO "counter" VALUES('2026-11','signal','be:23088/received',3);
INSERT INTO "counter" VALUES('2026-11','signal','be:23088/no_action',1);
INSERT INTO "counter" VALUES('2026-11','signal','x',5);
CREATE TABLE effect (
	lane TEXT NOT NULL, 
	talk TEXT NOT NULL, 
	step TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (lane, talk, step)
);
INSERT INTO "effect" VALUES('lane-of-sender','8J08-XXP0-7KFG-TV4Z','send_signal',1795424400000000);
INSERT INTO "effect" VALUES('lane-of-sender','ZQ8S-MBJ0-1PRS-HB74','send_signal',1795424400000000);
INSERT INTO "effect" VALUES('lane-of-sender','WEXY-9K1C-ZD21-4BZQ','send_signal',1795424400000000);
INSERT INTO "effect" VALUES('lane1','abc123','step',1795424400000000);
CREATE TABLE ended (
	lane TEXT NOT NULL, 
	talk TEXT NOT NULL, 
	how TEXT NOT NULL, 
	until BIGINT NOT NULL, 
	PRIMARY KEY (lane, talk)
);
INSERT INTO "ended" VALUES('lane2','abc124','sent',1795428000000000);
CREATE TABLE invite (
	code_hash TEXT NOT NULL, 
	areas TEXT NOT NULL, 
	role TEXT NOT NULL, 
	until BIGINT NOT NULL, 
	PRIMARY KEY (code_hash)
);
INSERT INTO "invite" VALUES('Mc-ghq57Dbb0BxDRo-bTKA','be:23088','region',1795510800000000);
CREATE TABLE "limit" (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT NOT NULL, 
	who TEXT NOT NULL, 
	at BIGINT NOT NULL
);
INSERT INTO "limit" VALUES(1,'signal','ylGNoxqv9C0PVSLiq_AzLQ',1795424400000000);
CREATE TABLE message_number (
	lane TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	secret BOOLEAN NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (lane, number)
);
INSERT INTO "message_number" VALUES('lane1',1,0,1795424400000000);
INSERT INTO "message_number" VALUES('lane1',2,0,1795424400000000);
INSERT INTO "message_number" VALUES('lane1',1099511627776,1,1795424400000000);
CREATE TABLE outbox (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id TEXT NOT NULL, 
	lane TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	state TEXT NOT NULL, 
	urgent BOOLEAN NOT NULL, 
	replaces TEXT, 
	about TEXT, 
	tries INTEGER NOT NULL, 
	not_before BIGINT NOT NULL, 
	lease BIGINT, 
	until BIGINT, 
	CONSTRAINT uq_outbox_id UNIQUE (id)
);
INSERT INTO "outbox" VALUES(1,'9bq02zdw37kv','lane1','web','v1.k1.avH826MrRO9oTzOe.MkjkyGmClxPcohrACwvbUplzX4yTZhog2NvxEigw6gqn8WxHM8N5FLNMIVDm1L_MJ6438TQV4BlvPqqa_awNApzIb28Dd3QLnUdrJ6zcyhc','waiting',0,NULL,NULL,0,1795424400000000,NULL,1795428000000000);
INSERT INTO "outbox" VALUES(2,'8spm8t2j01we','l','telegram','v1.k1.8QfCb-YukiT7uYha.CMb3ced2yuG-mSJ4ERzfcN2DPdG7xByESO6e_dnRofUKk_Si14Aw20BgUXjbU6lIaIQ379sCISmG-l6n6Dhb82wmSMw4wT8xzSUUFYCKfCU','waiting',0,NULL,'EouS23ohrupykztTvr0zRA',0,1795424400000000,NULL,NULL);
CREATE TABLE person (
	id TEXT NOT NULL, 
	lane TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	address TEXT NOT NULL, 
	language TEXT NOT NULL, 
	totp TEXT NOT NULL, 
	last_step BIGINT, 
	unlocked_until BIGINT, 
	last_unlock BIGINT, 
	enrolled BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_person_lane UNIQUE (lane)
);
INSERT INTO "person" VALUES('yjqmtd1jwn8g','lane-of-ann','telegram','v1.k1.uvD1h2yGLbF6O0ok.77FOcQ_mwXfAMiC7SfMgaizeb_EFnG0CAs7nLSht_HYXgkkHOkqAG5pxwvk-HafMXQBBrnui_kAOFwBV5xi26K_NcERi9Uv5EbLDmODgvRU','nl','v1.k1.mY5RhokxQ5rE2Wyn.5Asw-P8WQK-WpmxaDkgPrkHlC-cA93sTq5oQGz0wlrhSge-ETRlDy3KeWE_aVbjwrtMXYSXYNyemM2l16jnxK3aqhzELSFIPZ8LJl3tv0p4',59847480,1795425000000000,1795424400000000,1795424400000000);
INSERT INTO "person" VALUES('hc7gdk9gjntj','lane-of-bob','telegram','v1.k1.0e8-0E8Ff6sD55qO.7VdbDKDez5dJEEpKl6x2Rm_wd3StTHKndzaHwvMTrA588mmJTCn6ZX3cmj-KSbLmIXx2DLs2-PkjLr-vyuC5Srn3f619dTa-7F4exV7NzsE','nl','v1.k1.URlw0gy98-zbJWBk.VU67NNwYeiXhsFqjvDm_5tOg6xLLlqfF4gu0HO5waD8L2wjN9at041HruxZ6RR-Fq7w4VzYdMqkv-2W0ufVrvdP6CUoNA0TcR6Fs2YCiiu8',59847480,1795425000000000,1795424400000000,1795424400000000);
CREATE TABLE person_area (
	person TEXT NOT NULL, 
	area TEXT NOT NULL, 
	role TEXT NOT NULL, 
	PRIMARY KEY (person, area, role), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "person_area" VALUES('yjqmtd1jwn8g','be:23088','coordinator');
INSERT INTO "person_area" VALUES('hc7gdk9gjntj','be:23088','deputy');
CREATE TABLE reply_handle (
	signal TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	lane TEXT, 
	channel TEXT, 
	address TEXT NOT NULL, 
	PRIMARY KEY (signal), 
	FOREIGN KEY(signal) REFERENCES signal (id) ON DELETE CASCADE
);
INSERT INTO "reply_handle" VALUES('hndwhbbre39y','chat','lane-of-sender','telegram','v1.k1.JPeuNF0NaPMyE1En.1xEjr0zNvgXlhnRzrsV10_r6jc6Bv5C3VRxTNXssqVFLzFuPMz51argfp6IvGPiV_ZySNqdqRdcG85EnvAxd3VhYqEmvRHsX_AYDhnn9IGU');
CREATE TABLE seen (
	channel TEXT NOT NULL, 
	update_id TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	error TEXT, 
	PRIMARY KEY (channel, update_id)
);
INSERT INTO "seen" VALUES('telegram','1',1795424400000000,NULL);
INSERT INTO "seen" VALUES('telegram','2',1795424400000000,'ValueError');
CREATE TABLE signal (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id TEXT NOT NULL, 
	area TEXT NOT NULL, 
	content TEXT NOT NULL, 
	month TEXT NOT NULL, 
	language TEXT NOT NULL, 
	receipt TEXT NOT NULL, 
	state TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	coordinator TEXT, 
	deputy TEXT, 
	second TEXT, 
	received BIGINT NOT NULL, 
	active BIGINT NOT NULL, 
	read BIGINT, 
	taken BIGINT, 
	told_deputy BIGINT, 
	told_region BIGINT, 
	told_sender BIGINT, 
	checked BIGINT, 
	closed BIGINT, 
	outcome TEXT, 
	look_at BIGINT NOT NULL, 
	FOREIGN KEY(coordinator) REFERENCES person (id) ON DELETE SET NULL, 
	FOREIGN KEY(deputy) REFERENCES person (id) ON DELETE SET NULL, 
	FOREIGN KEY(second) REFERENCES person (id) ON DELETE SET NULL, 
	CONSTRAINT uq_signal_id UNIQUE (id), 
	CONSTRAINT uq_signal_receipt UNIQUE (receipt)
);
INSERT INTO "signal" VALUES(1,'hndwhbbre39y','be:23088','v1.m2026-11.If-iqDkWFlvrHmT_.2axM7NTqMSftr8jBMI3gbDm83B1lCLduF7NSH3fZTTs9IMdDHk_0q6eqT3GYMXUZVzf82S7dRZXsq980EWtMREgbpnf95voKo5vUX6xZGzs','2026-11','fr','zgIvMRoRVxjeu1pky6cXgw','acknowledged',4,'yjqmtd1jwn8g','hc7gdk9gjntj',NULL,1795424400000000,1795424400000000,1795424400000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1803200400000000);
INSERT INTO "signal" VALUES(2,'vfmnvwx9deyc','be:23088','v1.m2026-11.FkNT-OHpOYxxPpFw.HfkGXT7pa9n65hEzBICUnTc12b2nStISviA1TT37qHWZEZjXEqEz9SZXkT1xfets2exWuMEZCYID7d0HmnsfQXYD2_h-ktEbY96IeeUNqrQ','2026-11','fr','MwdN5yWfjjykGGwTXdo5hA','closed',2,'yjqmtd1jwn8g','hc7gdk9gjntj',NULL,1795424400000000,1795424400000000,NULL,NULL,NULL,NULL,NULL,NULL,1795424400000000,'no_action',1796029200000000);
CREATE TABLE talk (
	lane TEXT NOT NULL, 
	talk TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	until BIGINT NOT NULL, 
	PRIMARY KEY (lane)
);
INSERT INTO "talk" VALUES('lane1','abc123','signal','v1.k1.9o0S557-sWu70q49.4JAXmlcU8s_tcubwz1vu9hPYRd5bbHdOd8cP95hucc5EIltwyicn1AsQKOM4i01btLmL7knqPCZMk8YPkeV8jRwt6vRO_zdLUn8D5WGTgG0',1795510800000000);
CREATE TABLE tombstone (
	name TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	journalled BOOLEAN NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "tombstone" VALUES('3G9f-kRultKW2aJCHWbMig',1795424400000000,'closed',0);
INSERT INTO "tombstone" VALUES('SaBrunGD8Y4KEuNlMf4RAw',1795424400000000,'withdrawn',0);
CREATE INDEX ix_audit_month ON audit (month);
CREATE INDEX ix_effect_at ON effect (at);
CREATE INDEX ix_ended_until ON ended (until);
CREATE INDEX ix_invite_until ON invite (until);
CREATE INDEX ix_limit_at ON "limit" (at);
CREATE INDEX ix_limit_kind_who ON "limit" (kind, who);
CREATE INDEX ix_message_number_at ON message_number (at);
CREATE INDEX ix_outbox_lane_state_seq ON outbox (lane, state, seq);
CREATE INDEX ix_outbox_until ON outbox (until);
CREATE INDEX ix_person_unlocked_until ON person (unlocked_until);
CREATE INDEX ix_seen_at ON seen (at);
CREATE INDEX ix_talk_until ON talk (until);
CREATE INDEX ix_tombstone_at ON tombstone (at);
CREATE INDEX ix_tombstone_journalled ON tombstone (journalled);
CREATE INDEX ix_person_area_area_role ON person_area (area, role);
CREATE INDEX ix_signal_area ON signal (area);
CREATE INDEX ix_signal_coordinator ON signal (coordinator);
CREATE INDEX ix_signal_deputy ON signal (deputy);
CREATE INDEX ix_signal_look_at ON signal (look_at);
CREATE INDEX ix_signal_month ON signal (month);
CREATE INDEX ix_signal_second ON signal (second);
CREATE INDEX ix_contribution_signal_seq ON contribution (signal, seq);
CREATE INDEX ix_reply_handle_lane ON reply_handle (lane);
CREATE INDEX ix_outbox_channel_state_urgent_seq ON outbox (channel, state, urgent, seq);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'an audit row is never changed'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit WHEN EXISTS (SELECT 1 FROM audit_chain WHERE first > 0 AND OLD.seq BETWEEN first AND last) BEGIN SELECT RAISE(ABORT, 'an audit row goes only with its whole month'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('signal',3);
INSERT INTO "sqlite_sequence" VALUES('contribution',2);
INSERT INTO "sqlite_sequence" VALUES('audit',16);
INSERT INTO "sqlite_sequence" VALUES('outbox',2);
INSERT INTO "sqlite_sequence" VALUES('limit',1);
COMMIT;
