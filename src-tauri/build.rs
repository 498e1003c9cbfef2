//! Bakes in the page and the permissions. Every command listed here needs one: a command that is
//! missing from the list, or from `capabilities/main.json`, cannot be called by the page.

const COMMANDS: &[&str] = &[
    "start_state",
    "open_event",
    "create_event",
    "open_sample",
    "close_event",
    "event",
    "notices",
    "safekeeping",
    "back_up",
    "backups",
    "restore_backup",
    "guests",
    "guest",
    "add_guest",
    "edit_guest",
    "plan_import",
    "replan_import",
    "apply_import",
    "stop_import",
    "let_list_go",
    "save_rejects",
    "preview_badge",
    "make_badges",
    "show_folder",
    "scan",
    "screen",
    "confirm_exit",
    "override_entry",
    "void_record",
    "reissue",
    "set_badge",
    "erase",
    "occupancy",
    "stop_entry",
    "resume_entry",
    "correct_count",
    "everyone_out",
    "last_scans",
    "desks",
    "add_desk",
    "retire_desk",
    "rotate_key",
    "carry_places",
    "hand_in",
    "handed",
    "let_go",
    "join",
    "carry_out",
    "plan_merge",
    "apply_merge",
    "start_exchange",
    "stop_exchange",
    "exchange_state",
    "findings",
    "acknowledge",
];

fn main() {
    let own = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(problem) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(own)) {
        eprintln!("{problem:#}\nWithout ui/dist there is no page to bake in. Run: make page");
        std::process::exit(1);
    }
}
