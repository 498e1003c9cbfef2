#![allow(clippy::unwrap_used)]

use super::*;
use crate::import::plan::tests::plan_of;
use crate::import::read::{ReadOptions, read};
use crate::settings;

const LIST: &str =
    "Name;Email;Status\nAnn;ann@example.org;approved\n=1+1;nobody;approved\n\"Bob \"\"B\"\"\";;blue\n";

#[test]
fn the_report_counts_each_row_once_and_speaks_both_languages() {
    let plan = plan_of(LIST, "list", &[]);
    let report = plan.report(Lang::Zh, None);
    assert_eq!((report.rows, report.new, report.rejected.len(), report.warnings.len()), (3, 2, 1, 1));
    assert_eq!((report.encoding.as_str(), report.delimiter.as_str(), report.applied), ("UTF-8", ";", false));
    assert_eq!(report.rejected[0].reason, "这不是有效的邮箱地址");
    assert_eq!((report.rejected[0].line, report.rejected[0].column.as_str()), (3, "Email"));
    assert_eq!(report.preview.len(), 2);
    let applied = plan.report(Lang::En, Some(ImportId::new([1; 16])));
    assert_eq!((applied.applied, applied.import.unwrap().len()), (true, 32));
}

#[test]
fn rejected_rows_come_back_with_their_columns_and_no_cell_can_run_as_a_formula() {
    let bytes = plan_of(LIST, "list", &[]).rejects_csv(Lang::En);
    let expected = "\u{feff}\"Name\",\"Email\",\"Status\",\"Reason\"\r\n\
        \"'=1+1\",\"nobody\",\"approved\",\"Email: this is not an e-mail address\"\r\n";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn rejected_rows_put_right_can_be_imported_again() {
    let bytes = plan_of(LIST, "list", &[]).rejects_csv(Lang::En);
    let mended = String::from_utf8(bytes).unwrap().replace("nobody", "somebody@example.org");
    let table = read(mended.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(table.rows[0].cells[1], "somebody@example.org");
    assert_eq!(plan_of(&mended, "list", &[]).counts().new, 1);
}

#[test]
fn the_sample_list_goes_in_whole_and_the_sample_settings_know_its_categories() {
    let sample = include_str!("../../../../assets/sample/guests.csv");
    let report = plan_of(sample, "luma", &[]).report(Lang::En, None);
    assert_eq!((report.rows, report.new, report.not_admitted), (62, 62, 5));
    assert_eq!((report.rejected.len(), report.warnings.len(), report.duplicates), (0, 0, 0));
    assert_eq!(report.preview[0].name, "王伟");
    let defaults = settings::Settings::defaults("Sample", chrono_tz::UTC);
    let toml = include_str!("../../../../assets/sample/settings.toml");
    let loaded = settings::from_toml(&defaults, toml).unwrap();
    settings::check(&loaded).unwrap();
    let known: Vec<&str> = loaded.categories.iter().map(|category| category.name.as_str()).collect();
    assert!(report.new_categories.iter().all(|category| known.contains(&category.as_str())), "{known:?}");
}
