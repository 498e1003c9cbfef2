//! The core's error: rich inside, and for people a code, a sentence and what to do, in both languages.

use std::io;
use std::path::{Path, PathBuf};

use crate::text::Text;

/// Stable names of errors that callers branch on; printed in snake_case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    Usage,
    AlreadyExists,
    NotAnEvent,
    EventInUse,
    EventNewer,
    EventDamaged,
    DiskFull,
    ReadOnly,
    BadFile,
    BadSettings,
    NoSuchGuest,
    AmbiguousGuest,
    NoSuchCheckpoint,
    NoSuchStep,
    NoSuchOperator,
    NoSuchRecord,
    ReasonRequired,
    NotPermitted,
    WrongPassphrase,
    WrongEvent,
    BundleDamaged,
    BundleNewer,
    NotForThisDesk,
}

impl Code {
    /// Gives the code as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::AlreadyExists => "already_exists",
            Self::NotAnEvent => "not_an_event",
            Self::EventInUse => "event_in_use",
            Self::EventNewer => "event_newer",
            Self::EventDamaged => "event_damaged",
            Self::DiskFull => "disk_full",
            Self::ReadOnly => "read_only",
            Self::BadFile => "bad_file",
            Self::BadSettings => "bad_settings",
            Self::NoSuchGuest => "no_such_guest",
            Self::AmbiguousGuest => "ambiguous_guest",
            Self::NoSuchCheckpoint => "no_such_checkpoint",
            Self::NoSuchStep => "no_such_step",
            Self::NoSuchOperator => "no_such_operator",
            Self::NoSuchRecord => "no_such_record",
            Self::ReasonRequired => "reason_required",
            Self::NotPermitted => "not_permitted",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::WrongEvent => "wrong_event",
            Self::BundleDamaged => "bundle_damaged",
            Self::BundleNewer => "bundle_newer",
            Self::NotForThisDesk => "not_for_this_desk",
        }
    }
}

/// An error as people and callers see it.
#[derive(Debug)]
pub struct Error {
    pub code: Code,
    /// What happened.
    pub message: Text,
    /// What to do.
    pub hint: Text,
    /// What lay beneath, for the log.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
    /// The path concerned, if one is.
    pub path: Option<PathBuf>,
}

/// The core's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Makes an error of a code, what happened and what to do.
    pub fn new(code: Code, message: Text, hint: Text) -> Self {
        Self { code, message, hint, source: None, path: None }
    }

    /// Adds what lay beneath.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// Errors of files and folders, said where the path is known.
impl Error {
    /// Says what a failed file operation means.
    pub fn from_io(path: &Path, error: io::Error) -> Self {
        let made = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::disk_full(path),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::read_only(path),
            io::ErrorKind::AlreadyExists => Self::already_exists(path),
            io::ErrorKind::NotFound => Self::no_such_file(path),
            _ => Self::disk_failed(path),
        };
        made.caused_by(error)
    }

    pub fn disk_full(path: &Path) -> Self {
        Self::at(
            path,
            Code::DiskFull,
            ("The disk is full; this was not saved", "磁盘已满，这一步没有保存"),
            (
                "Free some space, then do it again. Everything before is safe.",
                "请腾出一些空间后重试。之前的内容都安全。",
            ),
        )
    }

    pub fn read_only(path: &Path) -> Self {
        Self::at(
            path,
            Code::ReadOnly,
            ("This place cannot be written to", "此位置无法写入"),
            (
                "Check the folder's permissions, or copy the event folder to this laptop's own disk.",
                "请检查文件夹权限，或把活动文件夹复制到本机磁盘。",
            ),
        )
    }

    pub fn disk_failed(path: &Path) -> Self {
        Self::at(
            path,
            Code::DiskFull,
            ("The disk did not take or give the data", "磁盘读写失败"),
            (
                "Check the disk and its cable, then do it again. What was confirmed before is kept in two places.",
                "请检查磁盘和连接后重试。已确认的内容保存了两份。",
            ),
        )
    }

    pub fn already_exists(path: &Path) -> Self {
        Self::at(
            path,
            Code::AlreadyExists,
            ("There is something there already", "该位置已有内容"),
            ("Choose another name, or open what is there.", "请换一个名称，或打开已有的内容。"),
        )
    }

    pub fn no_such_file(path: &Path) -> Self {
        Self::at(
            path,
            Code::BadFile,
            ("There is no such file", "找不到该文件"),
            ("Check the name and the folder.", "请检查文件名和所在文件夹。"),
        )
    }

    pub fn not_an_event(path: &Path) -> Self {
        Self::at(
            path,
            Code::NotAnEvent,
            ("This folder is not an event", "此文件夹不是活动文件夹"),
            (
                "Open the folder that holds event.db, or create a new event.",
                "请打开包含 event.db 的文件夹，或新建活动。",
            ),
        )
    }

    pub fn event_in_use(path: &Path) -> Self {
        Self::at(
            path,
            Code::EventInUse,
            ("This event is open in another window or program", "此活动正被另一个窗口或程序使用"),
            ("Go on there, or close it there first.", "请在那里继续，或先在那里关闭。"),
        )
    }

    pub fn event_newer(path: &Path) -> Self {
        Self::at(
            path,
            Code::EventNewer,
            ("This event was written by a newer Gatehouse", "此活动由更新版本的 Gatehouse 写入"),
            (
                "Install the newer Gatehouse on this laptop. Nothing was changed.",
                "请在本机安装新版 Gatehouse。未作任何更改。",
            ),
        )
    }

    pub fn event_damaged(path: &Path) -> Self {
        Self::at(
            path,
            Code::EventDamaged,
            ("The event's files are damaged", "活动文件已损坏"),
            (
                "Keep the folder as it is, run `gatehouse verify` on it, and go on with a backup or another desk. Nothing was deleted.",
                "请保留该文件夹，运行 `gatehouse verify` 检查，并用备份或其他工作台继续。没有删除任何内容。",
            ),
        )
    }

    fn at(path: &Path, code: Code, message: (&str, &str), hint: (&str, &str)) -> Self {
        let shown = path.display();
        let mut error = Self::new(
            code,
            Text::new(format!("{}: {shown}", message.0), format!("{}：{shown}", message.1)),
            Text::new(hint.0, hint.1),
        );
        error.path = Some(path.to_owned());
        error
    }
}

/// Errors of files that desks hand each other.
impl Error {
    pub fn wrong_passphrase(path: &Path) -> Self {
        Self::at(
            path,
            Code::WrongPassphrase,
            ("This passphrase does not open the kit", "此口令无法打开接入包"),
            (
                "Type it again with care for capitals and spaces, or ask who made the kit. Nothing was changed.",
                "请注意大小写和空格后重新输入，或询问制作接入包的人。未作任何更改。",
            ),
        )
    }

    pub fn wrong_event(path: &Path) -> Self {
        Self::at(
            path,
            Code::WrongEvent,
            ("This file belongs to another event", "此文件属于另一个活动"),
            (
                "Open the event it was made for, or choose another file. Nothing was changed.",
                "请打开对应的活动，或选择其他文件。未作任何更改。",
            ),
        )
    }

    pub fn bundle_damaged(path: &Path) -> Self {
        Self::at(
            path,
            Code::BundleDamaged,
            ("This file is damaged or not whole", "此文件已损坏或不完整"),
            (
                "Copy it from the other desk again, or export it there anew. Nothing was changed.",
                "请从另一台工作台重新复制，或在那里重新带出。未作任何更改。",
            ),
        )
    }

    pub fn bundle_newer(path: &Path) -> Self {
        Self::at(
            path,
            Code::BundleNewer,
            ("This file was written by a newer Gatehouse", "此文件由更新版本的 Gatehouse 写入"),
            (
                "Install the newer Gatehouse on this laptop, then take the file in again. Nothing was changed.",
                "请在本机安装新版 Gatehouse 后重新收入此文件。未作任何更改。",
            ),
        )
    }

    pub fn not_for_this_desk(path: &Path) -> Self {
        Self::at(
            path,
            Code::NotForThisDesk,
            ("This file was not made for this desk", "此文件不是为本工作台制作的"),
            (
                "The desk that made it did not know this desk yet: take a file of the organiser's desk there first, then export again. Nothing was changed.",
                "制作此文件的工作台当时还不知道本工作台：请先把组织者工作台的文件带到那里收入，再重新带出。未作任何更改。",
            ),
        )
    }

    pub fn cannot_be_carried(path: &Path, what: Text) -> Self {
        let mut error = Self::usage(what, Text::new("Nothing was written.", "没有写入任何内容。"));
        error.path = Some(path.to_owned());
        error
    }
}

/// Errors of the desk's own rules.
impl Error {
    pub fn no_such_guest(asked: &str) -> Self {
        Self::new(
            Code::NoSuchGuest,
            Text::new(
                format!("No guest is known as \u{201c}{asked}\u{201d}"),
                format!("没有找到来宾“{asked}”"),
            ),
            Text::new(
                "Search the list, or give the reference, e-mail, badge code or guest id exactly.",
                "请在名单中搜索，或准确填写编号、邮箱、胸卡码或来宾标识。",
            ),
        )
    }

    pub fn ambiguous_guest(asked: &str, names: &str) -> Self {
        Self::new(
            Code::AmbiguousGuest,
            Text::new(
                format!("More than one guest is known as \u{201c}{asked}\u{201d}: {names}"),
                format!("“{asked}”对应多位来宾：{names}"),
            ),
            Text::new(
                "Nothing was done. Give the guest id of the one you mean.",
                "未作任何操作。请填写所指来宾的标识。",
            ),
        )
    }

    pub fn no_such_record(asked: &str) -> Self {
        Self::new(
            Code::NoSuchRecord,
            Text::new(format!("No such record: {asked}"), format!("没有这条记录：{asked}")),
            Text::new("Take the id from the guest's history.", "请从来宾的历史中复制编号。"),
        )
    }

    pub fn usage(message: Text, hint: Text) -> Self {
        Self::new(Code::Usage, message, hint)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.code.name(), self.message.en)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
