BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
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
INSERT INTO "audit" VALUES(1,'2026-11',1795424400000000,'','','invited','','be:23088','coordinator',NULL);
INSERT INTO "audit" VALUES(2,'2026-11',1795424400000000,'TQrB0vez9s39oEE2qp93VA','coordinator','enrolled','','be:23088','',NULL);
INSERT INTO "audit" VALUES(3,'2026-11',1795424400000000,'TQrB0vez9s39oEE2qp93VA','','unlocked','','','',NULL);
INSERT INTO "audit" VALUES(4,'2026-11',1795424400000000,'','','invited','','be:23088','deputy',NULL);
INSERT INTO "audit" VALUES(5,'2026-11',1795424400000000,'0jm_knQeQvx_52pCC3gHwA','deputy','enrolled','','be:23088','',NULL);
INSERT INTO "audit" VALUES(6,'2026-11',1795424400000000,'0jm_knQeQvx_52pCC3gHwA','','unlocked','','','',NULL);
INSERT INTO "audit" VALUES(7,'2026-11',1795424400000000,'','sender','sent','29Frd9qEMs3m3NhVluYR3g','be:23088','',NULL);
INSERT INTO "audit" VALUES(8,'2026-11',1795424400000000,'','sender','sent','aTNoqbYJ86-WQXHwgFmaXg','be:23088','',NULL);
INSERT INTO "audit" VALUES(9,'2026-11',1795424400000000,'','sender','sent','Wk_iOmJEa5_XZLs0A7feOw','be:23088','',NULL);
INSERT INTO "audit" VALUES(10,'2026-11',1795424400000000,'TQrB0vez9s39oEE2qp93VA','','read','29Frd9qEMs3m3NhVluYR3g','be:23088','',NULL);
INSERT INTO "audit" VALUES(11,'2026-11',1795424400000000,'TQrB0vez9s39oEE2qp93VA','','ask','29Frd9qEMs3m3NhVluYR3g','be:23088','often',NULL);
INSERT INTO "audit" VALUES(12,'2026-11',1795424400000000,'','sender','answered','29Frd9qEMs3m3NhVluYR3g','be:23088','',NULL);
INSERT INTO "audit" VALUES(13,'2026-11',1795424400000000,'TQrB0vez9s39oEE2qp93VA','','close','aTNoqbYJ86-WQXHwgFmaXg','be:23088','no_action',NULL);
INSERT INTO "audit" VALUES(14,'2026-11',1795424400000000,'','','erased','Wk_iOmJEa5_XZLs0A7feOw','be:23088','withdrawn',NULL);
INSERT INTO "audit" VALUES(15,'2026-11',1795424400000000,'','','invited','','be:23088','region',NULL);
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
INSERT INTO "consent" VALUES('s1m56kddv66z','signal-2026-11','hash','fr',1795424400000000);
INSERT INTO "consent" VALUES('sndp4hajmfhd','signal-2026-11','hash','fr',1795424400000000);
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
INSERT INTO "contribution" VALUES(1,'sdmg9597nm2h','s1m56kddv66z','question','often','v1.m2026-11.GYqjTiatrtQ4S-QW.VPqryfQ8QHreAwcs7iua0v7SJ9xvh1dAzJWDzsrr6S3U23vQadwWl2aoVYXPaIO-dFzIqvJB11rkoXxgHkZkIXspq1kyNFQ26MCKfOFARaw',0,1795424400000000);
INSERT INTO "contribution" VALUES(2,'xfzn1wdph3gj','s1m56kddv66z','answer','often','v1.m2026-11.NVzuBn_6iSON1xAT.AaRcJR1j--HTZmKFfRzWS-g1nGpeuW3CZcESKBsFpcCtsSP_JE8MwyOYWdOLwEIza4lL9TuuJ6LL2PILwG2CbgADFvC4QbJCpCVXu8p47ls',0,1795424400000000);
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
INSERT INTO "effect" VALUES('lane-of-sender','Z0DF-5KWV-6MBP-8Z0K','send_signal',1795424400000000);
INSERT INTO "effect" VALUES('lane-of-sender','VTP0-2T4W-SB14-K4F3','send_signal',1795424400000000);
INSERT INTO "effect" VALUES('lane-of-sender','1SP2-BTPW-EJM2-Q7AP','send_signal',1795424400000000);
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
INSERT INTO "invite" VALUES('MrLxSI_qhmlTKmu_xqimDg','be:23088','region',1795510800000000);
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
INSERT INTO "outbox" VALUES(1,'32329y7d49t9','lane1','web','v1.k1.2rD8m72f7x5DRhTp.GBJrR6X9Ck8rc29cysTNgG_-yP5rg8XYOowR0uV_UZrzQBHtwEXeZCX-yDEU0adcWSnqNiVKTpIndSA5nMhKELpj6oTgbeuIWWkvRiYzyp0','waiting',0,NULL,NULL,0,1795424400000000,NULL,1795428000000000);
INSERT INTO "outbox" VALUES(2,'7j01vhjv0rjm','l','telegram','v1.k1.d0mtO23lsyeJm9SY.AhKmen-sW_yd2m_j_ZcCKctQ_Az0dYTbh3zSd-IAg4hxMSgfF46hmZjz4HHywIfrhMH96ovWrDT7vBvFrfmVDGM9qvILox5e09CK_mZtspI','waiting',0,NULL,'29Frd9qEMs3m3NhVluYR3g',0,1795424400000000,NULL,NULL);
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
INSERT INTO "person" VALUES('95pb7dn5n9j0','lane-of-ann','telegram','v1.k1.Hi7d693dAYw__92Z.PqnK-ditHBqdyCy7e-mV2EvRXICb2taugEQyaX29FLk_0vDWhWdc--0KpI-VWg6mQuSKDyewNFmFATFpHZoYd7hUufVeblHMMruewyEwW9k','nl','v1.k1.DKE_Kgd1mk0Auxdu.9x10ntNPvgIFHcZulyNHm6KICxSNmbEpCgHz2-oZMOPTcp9J6MlMME9rPMxgQToHorLHN0SZ_FI2zspcIgJkAzc1tt8erxf_WWmn8hpv2lE',59847480,1795425000000000,1795424400000000,1795424400000000);
INSERT INTO "person" VALUES('fb4samebpbqt','lane-of-bob','telegram','v1.k1.vwTb3CR7ca_c9zkH.dPjHeRLc0aR10myqUIeSc-mMHLrxQbJOsgIng2AbHOSVfbKmcnVyB6bV9LmGSZVy_zakMr7z-9Y5S2bu66mg26ZsPF-OjllDCrylF7ZBd5s','nl','v1.k1.m71iVHIGK3C7H2Ea.XOWi-LUXUWsn03nEekZSQ54tC9b2kakOw0buF5wfH1QNZYsR18FNwjhiJITN8iP_j2TIdWHP1Ru84HHgeZlZ5G7ZQRdczrQm_-GGt66CcWA',59847480,1795425000000000,1795424400000000,1795424400000000);
CREATE TABLE person_area (
	person TEXT NOT NULL, 
	area TEXT NOT NULL, 
	role TEXT NOT NULL, 
	PRIMARY KEY (person, area, role), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "person_area" VALUES('95pb7dn5n9j0','be:23088','coordinator');
INSERT INTO "person_area" VALUES('fb4samebpbqt','be:23088','deputy');
CREATE TABLE reply_handle (
	signal TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	lane TEXT, 
	channel TEXT, 
	address TEXT NOT NULL, 
	PRIMARY KEY (signal), 
	FOREIGN KEY(signal) REFERENCES signal (id) ON DELETE CASCADE
);
INSERT INTO "reply_handle" VALUES('s1m56kddv66z','chat','lane-of-sender','telegram','v1.k1.GfxCFiG15Mzc4l2C.YpN2EaqXezfRdVX65HukWcCX44AnVvHlKoyQy-nURYf1ejEqLs5Yb8FhNndwh3D-_BOC8O92C2bZwU9EZ8_1x9toWcaYv1iX20yN4UF2_0U');
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
INSERT INTO "signal" VALUES(1,'s1m56kddv66z','be:23088','v1.m2026-11.qsMy61cAi2unWiRQ.RB40GfbsD4sgrEGaVlffK0LYEubeudsfzI74g4cQbSypG8W994cfvN1cvPSSgheK47aNefOdVLmrIQRpP98KymByzeIQBKw1oFoCJSIadqw','2026-11','fr','zWuXl7YK7QCiHYuxWlx00A','acknowledged',4,'95pb7dn5n9j0','fb4samebpbqt',NULL,1795424400000000,1795424400000000,1795424400000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1803200400000000);
INSERT INTO "signal" VALUES(2,'sndp4hajmfhd','be:23088','v1.m2026-11.cv_ymHOS_xYo6A4y.Ht_3gB9fdoI-T5cBns27OOkkEYBgB9vWAgOQCMGY31Y5q_VpY1BDdVYIpbvUULdTOaeFc8YpX5ZoJ9rQkc8myYzs9ZwgYBfSJPMnFwjyR-k','2026-11','fr','X5oaaM7d6mlYRHPWIjYwIA','closed',2,'95pb7dn5n9j0','fb4samebpbqt',NULL,1795424400000000,1795424400000000,NULL,NULL,NULL,NULL,NULL,NULL,1795424400000000,'no_action',1796029200000000);
CREATE TABLE talk (
	lane TEXT NOT NULL, 
	talk TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	until BIGINT NOT NULL, 
	PRIMARY KEY (lane)
);
INSERT INTO "talk" VALUES('lane1','abc123','signal','v1.k1.4d8JATT4fHZ4GHhU.O4lGWx6Ig0jQQUHDySWWOCHAAzggsxOb5HkZZDp2gz7FGaXk-CtbklinaZVymdvNBT7ZoyD19WXGizH7ZYlUqcfjvTDYoraRhSmSMiSWUmg',1795510800000000);
CREATE TABLE tombstone (
	name TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	journalled BOOLEAN NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "tombstone" VALUES('Wk_iOmJEa5_XZLs0A7feOw',1795424400000000,'withdrawn',0);
CREATE INDEX ix_audit_month ON audit (month);
CREATE INDEX ix_effect_at ON effect (at);
CREATE INDEX ix_ended_until ON ended (until);
CREATE INDEX ix_invite_until ON invite (until);
CREATE INDEX ix_limit_at ON "limit" (at);
CREATE INDEX ix_limit_kind_who ON "limit" (kind, who);
CREATE INDEX ix_message_number_at ON message_number (at);
CREATE INDEX ix_outbox_channel_state_seq ON outbox (channel, state, seq);
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('audit',15);
INSERT INTO "sqlite_sequence" VALUES('signal',3);
INSERT INTO "sqlite_sequence" VALUES('contribution',2);
INSERT INTO "sqlite_sequence" VALUES('outbox',2);
INSERT INTO "sqlite_sequence" VALUES('limit',1);
COMMIT;
