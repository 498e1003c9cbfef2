//! What a check found, and how it is said.

use crate::ids::{DeskId, RecordId};
use crate::text::Text;

/// One thing wrong with the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    /// None where nothing held says whose record it was.
    pub desk: Option<DeskId>,
    pub seq: Option<u64>,
    pub id: RecordId,
    pub text: Text,
}

/// What was done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    Altered,
    Deleted,
    Reordered,
    /// Another record stands where one was signed, logged or followed.
    Rechained,
}

impl ProblemKind {
    /// Gives the kind as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Deleted => "deleted",
            Self::Reordered => "reordered",
            Self::Rechained => "rechained",
        }
    }
}

impl Problem {
    const fn rank(&self) -> (Option<DeskId>, Option<u64>, RecordId, ProblemKind) {
        (self.desk, self.seq, self.id, self.kind)
    }
}

impl PartialOrd for Problem {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Problem {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank()).then_with(|| self.text.en.cmp(&other.text.en))
    }
}

pub(super) mod say {
    //! The sentences of problems.

    use crate::ids::RecordId;
    use crate::journal::codec::Damage;
    use crate::text::Text;

    type Pair = (&'static str, &'static str);

    pub const HEADER: Pair = ("The record's head was altered.", "记录头被改动。");
    pub const CONTENT: Pair = ("The record's content was altered.", "记录内容被改动。");
    pub const NO_CONTENT: Pair = ("The record's content was removed.", "记录内容被删除。");
    pub const LOG_CONTENT: Pair =
        ("The record's content in journal.log was altered.", "journal.log 中的记录内容被改动。");
    pub const OTHER_EVENT: Pair = ("The record belongs to another event.", "该记录属于另一场活动。");
    pub const BAD_SIGNATURE: Pair =
        ("A signature over this record is not that of its desk.", "该记录的签名不是其工作台所签。");
    pub const SEQ: Pair =
        ("The record does not follow the one it names.", "该记录与它所接的前一条记录不相接。");
    pub const LAMPORT: Pair =
        ("The record's place in the order of all desks is wrong.", "该记录在所有工作台中的次序有误。");
    pub const MISSING: Pair = ("The record is missing from the journal.", "日志中缺少该记录。");
    pub const NOT_LOGGED: Pair = ("The record is missing from journal.log.", "journal.log 中缺少该记录。");

    /// Says that bytes are not a record's.
    pub fn damaged(damage: &Damage) -> Text {
        let Text { en, zh } = damage.text();
        Text::new(format!("The record cannot be read: {en}."), format!("无法读取该记录：{zh}。"))
    }

    /// Says that another record took this one's place.
    pub fn stands_in(other: RecordId) -> Text {
        Text::new(
            format!("The record is missing and {other} stands in its place."),
            format!("该记录缺失，{other} 占了它的位置。"),
        )
    }
}
