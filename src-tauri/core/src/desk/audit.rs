//! Checking and comparing: verify the journal, rebuild the views, the fingerprint of both.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::thread::{self, ScopedJoinHandle};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Desk;
use super::globals::Globals;
use super::open::{condemn, structure_checked};
use super::refold::{Scope, lines};
use crate::error::{Code, Error, Result};
use crate::ids::hex;
use crate::journal::ancestry::Ancestry;
use crate::journal::log::{Content, Frame, Frames};
use crate::journal::record::RawRecord;
use crate::journal::verify::{Problem, Verifier};
use crate::store::{self, Store, mark, problem};
use crate::text::Lang;

/// Raised whenever a fold or the form of a view changes; views of another version are made anew.
pub(super) const FOLD_VERSION: &str = "4";

/// Guests refolded in one transaction of a rebuild, where nobody waits.
const SLICE: usize = 2_000;

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    pub ok: bool,
    pub records: u64,
    pub problems: Vec<ProblemView>,
}

/// One thing found, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemView {
    pub kind: &'static str,
    pub desk: Option<String>,
    pub seq: Option<u64>,
    pub record: Option<String>,
    pub text: String,
}

/// Equal fingerprints mean two desks are in step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fingerprint {
    /// SHA-256, lower-case hex.
    pub fingerprint: String,
    pub records: u64,
}

impl Desk {
    /// Checks every record, chain and signature, both copies against each other, and the views against the journal.
    ///
    /// # Errors
    /// What the disk refuses; what is wrong with the journal is in the report.
    pub fn verify(&mut self, lang: Lang) -> Result<VerifyReport> {
        match self.verify_all(lang) {
            // So damaged that it cannot be read through.
            Err(error) if error.code == Code::EventDamaged => {
                condemn(&self.folder)?;
                let records =
                    self.ancestry.lines().map(|line| line.tip_seq - line.parent.map_or(0, |(_, seq)| seq));
                let (records, problems) = (records.sum(), vec![ProblemView::of_file(lang)]);
                Ok(VerifyReport { ok: false, records, problems })
            }
            report => report,
        }
    }

    fn verify_all(&mut self, lang: Lang) -> Result<VerifyReport> {
        self.catch_up()?;
        self.copy.sync(self.around.clock.now());
        let log = self.folder.join("journal.log");
        let logged = self.copy.log().scan_from(0).map_err(|error| Error::from_io(&log, error))?;
        let beside = || Store::open_reader(self.store.path());
        let (views, structure) = (beside()?, beside()?);
        let (globals, ancestry) = (&*self.globals, &self.ancestry);
        let report = thread::scope(|scope| {
            let views = scope.spawn(move || views_equal_folds(&views, globals, ancestry));
            let structure = scope.spawn(move || structure.quick_check());
            let (records, mut problems) = self.verify_journal(logged, lang)?;
            match joined(structure)? {
                true => structure_checked(&self.store)?,
                false => {
                    condemn(&self.folder)?;
                    problems.push(ProblemView::of_file(lang));
                }
            }
            let views = joined(views);
            if problems.is_empty() && !views? {
                problems.push(ProblemView::of_views(lang));
            }
            Ok(VerifyReport { ok: problems.is_empty(), records, problems })
        })?;
        if !report.ok {
            self.copy.distrust(&self.store)?;
        }
        Ok(report)
    }

    /// Checks records, chains and signatures, the two copies read side by side; gives how many and what is wrong.
    fn verify_journal(&self, mut frames: Frames, lang: Lang) -> Result<(u64, Vec<ProblemView>)> {
        let mut verifier = Verifier::new(self.globals.event);
        verifier.expect_erased(&self.globals.erased);
        let signatures = store::signature::all(&self.store.connection, self.globals.event);
        for signature in signatures.map_err(|error| self.store.problem(error))? {
            verifier.take_signature(&signature);
        }
        verifier.expect_log();
        let path = self.folder.join("journal.log");
        let io = |error| Error::from_io(&path, error);
        let mut records = 0;
        store::record::each_after(&self.store.connection, self.store.path(), 0, |stored| {
            records += 1;
            match next_logged(&mut frames).transpose().map_err(io)? {
                Some(logged) if logged == stored.raw => verifier.take_alike(stored.id, &stored.raw),
                logged => {
                    verifier.take_stored(stored.id, &stored.raw);
                    logged.iter().for_each(|logged| verifier.take_logged(logged));
                }
            }
            Ok(())
        })?;
        while let Some(logged) = next_logged(&mut frames) {
            verifier.take_logged(&logged.map_err(io)?);
        }
        let mut problems: Vec<ProblemView> =
            verifier.finish().iter().map(|problem| shown(problem, lang)).collect();
        problems.extend(frames.damaged().iter().map(|_| ProblemView::of_log(lang)));
        Ok((records, problems))
    }

    /// Makes every view anew from the journal.
    ///
    /// # Errors
    /// What the disk refuses; views half made are finished at the next opening.
    pub fn rebuild(&mut self) -> Result<()> {
        self.reload()?;
        let Self { store, .. } = self;
        let path = store.path().to_owned();
        let sql = |error| problem::of(&path, error);
        store.transaction(|on| {
            store::guest::clear(on).map_err(sql)?;
            let subjects: BTreeSet<_> = store::record::subjects(on).map_err(sql)?.into_iter().collect();
            store::guest::mark_stale(on, subjects).map_err(sql)?;
            mark::set_meta(on, "fold_version", FOLD_VERSION).map_err(sql)
        })?;
        while self.catch_up_some(SLICE)? {}
        Ok(())
    }

    /// Gives the fingerprint of all records and views held.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn fingerprint(&mut self) -> Result<Fingerprint> {
        self.catch_up()?;
        let on = &self.store.connection;
        let sql = |error| self.store.problem(error);
        let ids = store::record::ids(on).map_err(sql)?;
        let mut digest = Sha256::new();
        for id in &ids {
            digest.update(id.as_bytes());
        }
        digest.update(FOLD_VERSION);
        store::guest::each_view_row(on, |row| {
            digest.update((row.len() as u64).to_be_bytes());
            digest.update(row);
        })
        .map_err(sql)?;
        Ok(Fingerprint { fingerprint: hex(&digest.finalize()), records: ids.len() as u64 })
    }
}

/// Gives the next record of the log, signatures left out.
fn next_logged(frames: &mut Frames) -> Option<io::Result<RawRecord>> {
    frames.find_map(|frame| match frame {
        Ok((_, Frame { content: Content::Record(raw), .. })) => Some(Ok(raw)),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    })
}

/// Compares every view with the fold of the journal: rows, the look-ups that lead to them, and the count.
fn views_equal_folds(store: &Store, globals: &Globals, ancestry: &Ancestry) -> Result<bool> {
    let on = &store.connection;
    let scope = Scope { on, path: store.path(), globals, ancestry };
    let (mut look_ups, mut heads) = (BTreeSet::new(), BTreeMap::<String, i64>::new());
    let mut equal = Ok(true);
    store::guest::each(on, store.path(), |guest| {
        if matches!(equal, Ok(true)) {
            equal = scope.fold_now(guest.id).map(|folded| folded.as_ref() == Some(&guest));
            let zones = scope.counted(&guest.presence);
            look_ups.extend(store::guest::look_up_rows(&guest, &lines(&zones)));
            zones.into_iter().for_each(|zone| *heads.entry(zone).or_default() += 1);
        }
    })?;
    let sql = |error| store.problem(error);
    if !equal? || store::guest::occupancy(on).map_err(sql)? != heads {
        return Ok(false);
    }
    let mut all_known = true;
    store::guest::each_look_up_row(on, |row| all_known &= look_ups.remove(row)).map_err(sql)?;
    if !all_known || !look_ups.is_empty() {
        return Ok(false);
    }
    for guest in store::guest::without_row(on).map_err(sql)? {
        if scope.fold_now(guest)?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn shown(problem: &Problem, lang: Lang) -> ProblemView {
    ProblemView {
        kind: problem.kind.name(),
        desk: problem.desk.map(|desk| desk.to_string()),
        seq: problem.seq,
        record: Some(problem.id.to_string()),
        text: problem.text.in_lang(lang).to_owned(),
    }
}

impl ProblemView {
    fn plain(kind: &'static str, lang: Lang, en: &str, zh: &str) -> Self {
        let text = crate::text::Text::new(en, zh).in_lang(lang).to_owned();
        Self { kind, desk: None, seq: None, record: None, text }
    }

    fn of_log(lang: Lang) -> Self {
        Self::plain(
            "altered",
            lang,
            "A stretch of journal.log does not read; it is mended from event.db when the event is next opened.",
            "journal.log 有一段无法读取；下次打开活动时会由 event.db 修复。",
        )
    }

    fn of_file(lang: Lang) -> Self {
        Self::plain(
            "altered",
            lang,
            "event.db is damaged in its structure; it is made anew from journal.log when the event is next opened.",
            "event.db 的结构已损坏；下次打开活动时会由 journal.log 重建。",
        )
    }

    fn of_views(lang: Lang) -> Self {
        Self::plain(
            "views",
            lang,
            "The lists differ from the journal; run `gatehouse rebuild`.",
            "名单与日志不一致；请运行 `gatehouse rebuild`。",
        )
    }
}
