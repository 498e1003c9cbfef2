//! The examples under each command's help, and the help in Chinese.

mod chinese;

pub use chinese::in_chinese;

pub const MAIN: &str = "\
Exit status: 0 done, 1 refused or failed, 2 wrong usage. A decision at the door is never a failure.

Examples:
  gatehouse new party --name \"Hiring party\" --timezone Asia/Shanghai
  gatehouse import party guests.csv
  gatehouse badges party --out badges.pdf
  gatehouse scan party 1234567890123456789012345678901234
  gatehouse scan --help";

pub const NEW: &str = "\
Examples:
  gatehouse new party --name \"Hiring party\"
  gatehouse new party --name 招聘会 --timezone Asia/Shanghai --capacity 300
  gatehouse new party2 --name \"Second party\" --settings party.toml";

pub const SETTINGS: &str = "\
Examples:
  gatehouse settings party > party.toml
  gatehouse settings party --load party.toml";

pub const IMPORT: &str = "\
Examples:
  gatehouse import party guests.csv --dry-run
  gatehouse import party guests.csv --rejects rejected.csv
  gatehouse import party 名单.csv --encoding gb18030 --map name=姓名 --map company=单位
  gatehouse import party names.txt --header no --map name=A";

pub const GUESTS: &str = "\
Examples:
  gatehouse guests party
  gatehouse guests party --search 王 --limit 20
  gatehouse guests party --json";

pub const EXPORT_GUESTS: &str = "\
Examples:
  gatehouse export-guests party guests.csv
  gatehouse export-guests party 名单.xlsx --lang zh";

pub const GUEST: &str = "\
Examples:
  gatehouse guest party wang.wei@example.com
  gatehouse guest party A-1042 --json";

pub const ADD: &str = "\
Examples:
  gatehouse add party --name \"Ana Souza\"
  gatehouse add party --name 李娜 --category press --company 晚报 --email li.na@example.com";

pub const EDIT: &str = "\
Examples:
  gatehouse edit party wang.wei@example.com --category vip
  gatehouse edit party A-1042 --status cancelled --reason \"called off by phone\"";

pub const BADGES: &str = "\
Making the pages again gives the same codes. Cancelled, blocked and unapproved guests are left out and named.

Examples:
  gatehouse badges party --out badges.pdf
  gatehouse badges party --out new.pdf --only-new
  gatehouse badges party --out one.pdf --guest wang.wei@example.com";

pub const REISSUE: &str = "\
Examples:
  gatehouse reissue party wang.wei@example.com --reason \"badge lost\"";

pub const BADGE: &str = "\
Examples:
  gatehouse badge party 1234567890123456789012345678901234 --state revoked --reason stolen
  gatehouse badge party 1234567890123456789012345678901234 --state active --reason \"found again\"";

pub const SCREEN: &str = "\
Records the step and admits nobody: scan the badge at the door for that.

Examples:
  gatehouse screen party wang.wei@example.com --step id --outcome pass
  gatehouse screen party A-1042 --step metal --outcome waive --reason \"pacemaker, searched by hand\"";

pub const SCAN: &str = "\
With - every answer is printed once its record is safe on disk; a blank line is no code.

Examples:
  gatehouse scan party 1234567890123456789012345678901234
  gatehouse scan party --guest wang.wei@example.com --direction exit
  gatehouse scan party 1234567890123456789012345678901234 --checkpoint backstage --look
  cat /dev/scanner | gatehouse scan party - --checkpoint door
  cat /dev/scanner | gatehouse scan party - --checkpoint door --exchange /media/stick";

pub const OVERRIDE: &str = "\
Examples:
  gatehouse override party 1234567890123456789012345678901234 --reason \"host vouches\"
  gatehouse override party 1234567890123456789012345678901234 --name \"Ana Souza\" --reason \"badge from desk 2\"";

pub const OCCUPANCY: &str = "\
Examples:
  gatehouse occupancy party
  gatehouse occupancy party --json";

pub const STOP_ENTRY: &str = "\
Examples:
  gatehouse stop-entry party --reason \"fire marshal\"";

pub const RESUME: &str = "\
Examples:
  gatehouse resume party";

pub const CORRECT: &str = "\
Examples:
  gatehouse correct party --by 3 --reason \"counted by hand\"
  gatehouse correct party --by -2 --zone hall --reason \"left by the back door\"";

pub const EVERYONE_OUT: &str = "\
Examples:
  gatehouse everyone-out party";

pub const ADD_DESK: &str = "\
Only at an organiser's desk. The kit holds the new desk's keys and everything recorded so far; make spares ahead.

Examples:
  gatehouse add-desk party --name \"Back door\" --kit back.ghkit --passphrase-file secret.txt";

pub const JOIN: &str = "\
Examples:
  gatehouse join back.ghkit party --passphrase-file secret.txt";

pub const DESKS: &str = "\
Examples:
  gatehouse desks party";

pub const RETIRE_DESK: &str = "\
What it wrote as far as known here still counts. Done again, later records known by then count too.

Examples:
  gatehouse retire-desk party \"Back door\" --reason \"laptop stolen\"";

pub const EXPORT: &str = "\
The file is sealed to the event's desks. Any way of carrying files will do: a stick, a share, a cloud drive.

Examples:
  gatehouse export party /media/stick
  gatehouse export party for-back.ghbundle --for \"Back door\"";

pub const MERGE: &str = "\
Any order and any number of times: what is known already changes nothing.

Examples:
  gatehouse merge party /media/stick/*.ghbundle
  gatehouse merge party back.ghbundle --dry-run";

pub const RESTORE: &str = "\
Nothing recorded since is taken back: what journal.log still holds is taken in again, what other desks hold comes back
with their files. What was there is kept aside. To take an import back, use `gatehouse void`.

Examples:
  gatehouse restore party/backups/backup-20261128T190000Z-1234 party
  gatehouse restore /media/disk/backup-20261128T190000Z-1234 party-again";

pub const ROTATE_KEY: &str = "\
An organiser's, at an organiser's desk. Do it when a laptop is gone: badges issued before go on working, and one this event has not heard of, made with the old key, is not taken for genuine. Other desks issue with the new key once they hear of it.

Examples:
  gatehouse rotate-key party";

pub const ERASE: &str = "\
An organiser's, at an organiser's desk. Names, addresses and notes go for good; entries and results stay, without a name. Files already carried out cannot be called back.

Examples:
  gatehouse erase party wang.wei@example.com --reason \"asked for it\"";

pub const FINDINGS: &str = "\
Every desk that holds the same records lists the same. A finding never changes a decision or a count.

Examples:
  gatehouse findings party
  gatehouse findings party --json";

pub const ACKNOWLEDGE: &str = "\
A supervisor's. It stays listed, marked as acknowledged, on every desk that hears of it.

Examples:
  gatehouse acknowledge party 8c1f03d2 --reason \"one person, two doors\"";

pub const EXCHANGE: &str = "\
Each desk writes only its own files there and reads the others'. A stick, a share or any program that syncs a folder will do. At a desk that scans, use `gatehouse scan EVENT - --exchange FOLDER`.

Examples:
  gatehouse exchange party /media/stick --once
  gatehouse exchange party ~/synced/party";

pub const VOID: &str = "\
Nothing is deleted: a new record voids the old one. Record ids stand in `gatehouse guest`, import ids in the import's report.

Examples:
  gatehouse void party 3f0c...e1 --reason \"wrong person\"";

pub const VERIFY: &str = "\
Exits with 1 when something is wrong.

Examples:
  gatehouse verify party
  gatehouse verify party --json";

pub const REBUILD: &str = "\
Examples:
  gatehouse rebuild party";

pub const FINGERPRINT: &str = "\
Examples:
  gatehouse fingerprint party";
