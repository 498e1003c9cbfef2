//! Names the program gave by itself, in the reader's language; a name a person gave stays as it is.

/// Gives a default name in Chinese. Journal and JSON keep it as it was given.
pub fn in_chinese(name: &str) -> &str {
    match name {
        "hall" => "大厅",
        "door" => "入口",
        "organiser" => "组织者",
        "guest" => "来宾",
        // No line ends between the two.
        "Desk 1" => "工作台\u{a0}1",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::in_chinese;
    use crate::settings::Settings;

    #[test]
    fn every_name_a_new_event_has_by_itself_has_a_chinese_one_and_a_persons_own_stays() {
        let settings = Settings::defaults("Gala", chrono_tz::UTC);
        let zones = settings.zones.iter().map(|zone| &zone.name);
        let checkpoints = settings.checkpoints.iter().map(|checkpoint| &checkpoint.name);
        let operators = settings.operators.iter().map(|operator| &operator.name);
        let categories = settings.categories.iter().map(|category| &category.name);
        for name in zones.chain(checkpoints).chain(operators).chain(categories) {
            assert_ne!(in_chinese(name), name);
        }
        assert_eq!(in_chinese("Desk 2"), "Desk 2");
    }
}
