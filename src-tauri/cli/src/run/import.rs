//! A guest list in: planned, shown, and unless it is a dry run applied.

use gatehouse_core::desk::ImportOptions;
use gatehouse_core::error::Result;

use super::Said;
use crate::args;
use crate::files::{self, Draft};
use crate::output::Ended;
use crate::show;

pub fn import(args: &args::Import, said: &Said) -> Result<Ended> {
    let bytes = files::read(&args.file)?;
    let name = name_of(args);
    let rejects = args.rejects.as_deref().map(Draft::begin).transpose()?;
    let report = said.by(&args.event, |desk, by| {
        let plan = desk.plan_import(&bytes, &name, &options(args))?;
        if let Some(draft) = rejects {
            draft.finish(&plan.rejects_csv(said.out.lang))?;
        }
        let mut report = plan.report(said.out.lang, None);
        if !args.dry_run {
            report.import = Some(desk.apply_import(by, &plan, &name)?.value.to_string());
            report.applied = true;
        }
        Ok(report)
    })?;
    said.out.answer(&report, show::import)
}

fn name_of(args: &args::Import) -> String {
    args.file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn options(args: &args::Import) -> ImportOptions {
    ImportOptions {
        source: args.source.clone(),
        encoding: args.encoding.clone(),
        sheet: args.sheet.clone(),
        header: args.header.map(Into::into).unwrap_or_default(),
        mapping: args.mapping.clone(),
        ..ImportOptions::default()
    }
}
