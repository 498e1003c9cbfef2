//! What may be wrong with a bundle or kit, and how a person is told.

use std::io;
use std::path::Path;

use crate::error::Error;
use crate::text::Text;

/// Why a bundle or kit could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The file or its disk, not its contents.
    #[error("the file could not be read or written")]
    Io(#[source] io::Error),
    #[error("damaged: {0}")]
    Damaged(&'static str),
    #[error("written by a newer program")]
    Newer,
    #[error("not made for this desk")]
    NotForThisDesk,
    #[error("the passphrase does not open it")]
    WrongPassphrase,
    /// What was to be written has no place in the format; nothing a file can cause.
    #[error("cannot be written: {0:?}")]
    Unfit(Unfit),
}

/// What has no place in a bundle or kit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// No desk has a key that the file could be sealed to.
    Nobody,
    TooManyDesks,
    /// A key that is no key, or not the sender's.
    Key,
    Header,
    Record,
    /// Empty or too long.
    Passphrase,
}

impl Unfit {
    fn text(self) -> Text {
        Text::from(match self {
            Self::Nobody => ("There is no desk that could open this file", "没有工作台能打开此文件"),
            Self::TooManyDesks => ("This file is for more desks than it can be", "此文件面向的工作台过多"),
            Self::Key => ("The desk's key does not fit", "工作台的密钥不匹配"),
            Self::Header => ("There are more branches than a file can name", "分支过多，文件无法列出"),
            Self::Record => ("A record is longer than records may be", "有一条记录超过长度上限"),
            Self::Passphrase => ("The passphrase is empty or too long", "口令为空或过长"),
        })
    }
}

impl BundleError {
    /// Says the error of the file at `path` to a person.
    pub fn at(self, path: &Path) -> Error {
        match self {
            Self::Io(error) => Error::from_io(path, error),
            Self::Damaged(_) => Error::bundle_damaged(path).caused_by(self),
            Self::Newer => Error::bundle_newer(path),
            Self::NotForThisDesk => Error::not_for_this_desk(path),
            Self::WrongPassphrase => Error::wrong_passphrase(path),
            Self::Unfit(what) => Error::cannot_be_carried(path, what.text()),
        }
    }
}

/// Marks an error of the file itself among those that damage causes.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct OfTheFile(pub io::Error);

impl From<io::Error> for BundleError {
    /// An error that [`OfTheFile`] marks is the file's; all others come from what was read.
    fn from(error: io::Error) -> Self {
        let kind = error.kind();
        match error.into_inner().map(|inner| inner.downcast::<OfTheFile>()) {
            Some(Ok(marked)) => Self::Io(marked.0),
            _ if kind == io::ErrorKind::UnexpectedEof => Self::Damaged("it ends too early"),
            _ => Self::Damaged("its bytes were changed"),
        }
    }
}
