//! Where events live on this laptop, and the list of those opened lately.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use gatehouse_core::error::{Code, Error, Result};
use gatehouse_core::files::sync_folder_of;
use gatehouse_core::text::Text;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};

/// How many events the start screen offers.
const RECENT: usize = 8;

/// An event opened lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    pub folder: String,
    pub name: String,
}

/// What the start screen shows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StartState {
    pub recent: Vec<Recent>,
    pub sample_folder: String,
    /// The folder named when the program was started, to be opened at once.
    pub open: Option<String>,
}

/// The folders this program uses.
pub struct Places {
    /// New events are made in here.
    events: PathBuf,
    recent_file: PathBuf,
}

impl Places {
    /// Finds the folders; `GATEHOUSE_EVENTS` moves the events elsewhere.
    pub fn of(app: &AppHandle) -> Result<Self> {
        let data = app.path().data_dir().map_err(no_home)?;
        let config = app.path().app_config_dir().map_err(no_home)?;
        let events = std::env::var_os("GATEHOUSE_EVENTS").map(PathBuf::from);
        Ok(Self {
            events: events.unwrap_or_else(|| data.join("gatehouse").join("events")),
            recent_file: config.join("recent.json"),
        })
    }

    /// Tells which events were opened lately and are still there, and where the sample is made.
    ///
    /// `asked` is what stood on the command line: a folder, or `--sample`.
    pub fn start_state(&self, asked: Option<&str>) -> StartState {
        let mut recent = self.recent();
        // One that lost its database opens from journal.log, or is restored from a backup.
        let is_there = |folder: &Path| {
            ["event.db", "journal.log", "backups"].iter().any(|name| folder.join(name).exists())
        };
        recent.retain(|event| is_there(Path::new(&event.folder)));
        let sample_folder = self.sample().display().to_string();
        let open = match asked {
            Some("--sample") => Some(sample_folder.clone()),
            Some(option) if option.starts_with('-') => None,
            folder => folder.map(str::to_owned),
        };
        StartState { recent, sample_folder, open }
    }

    /// Gives the folders in which badge fonts may lie, the nearest first.
    pub fn fonts(app: &AppHandle) -> Vec<PathBuf> {
        let set = std::env::var_os("GATEHOUSE_FONTS").map(PathBuf::from);
        let program = std::env::current_exe().ok();
        let beside = program.as_deref().and_then(Path::parent).map(Path::to_path_buf);
        let bundled =
            [beside, app.path().resource_dir().ok()].into_iter().flatten().map(|folder| folder.join("fonts"));
        set.into_iter().chain(bundled).chain([PathBuf::from("assets/fonts")]).collect()
    }

    /// Gives the folder of the sample event.
    pub fn sample(&self) -> PathBuf {
        self.events.join("sample")
    }

    /// Gives a folder for a new event that no other event has.
    pub fn folder_for(&self, name: &str) -> PathBuf {
        next_free(&self.events, &folder_name(name), "")
    }

    /// Puts an event on top of those opened lately. A list that cannot be written is let go:
    /// it saves a few keys and holds nothing.
    pub fn remember(&self, opened: Recent) {
        let mut recent = self.recent();
        recent.retain(|event| event.folder != opened.folder);
        recent.insert(0, opened);
        recent.truncate(RECENT);
        if let Ok(bytes) = serde_json::to_vec_pretty(&recent) {
            let _ = write_whole(&self.recent_file, &bytes);
        }
    }

    fn recent(&self) -> Vec<Recent> {
        fs::read(&self.recent_file)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }
}

/// Gives the first of `name`, `name 2`, `name 3` ... with this ending that is not there yet.
pub fn next_free(folder: &Path, name: &str, ending: &str) -> PathBuf {
    let dot = if ending.is_empty() { "" } else { "." };
    let path = |count: u32| match count {
        1 => folder.join(format!("{name}{dot}{ending}")),
        _ => folder.join(format!("{name} {count}{dot}{ending}")),
    };
    (1..).map(path).find(|path| !path.exists()).unwrap_or_else(|| path(1))
}

/// Writes a file so that it is there whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(".part");
    let mut file = fs::File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    sync_folder_of(path)
}

/// Makes a folder name of an event's name: what file systems refuse becomes a dash, 60 characters at most.
pub fn folder_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '-' } else { c })
        .take(60)
        .collect();
    match plain.trim_matches([' ', '.']) {
        "" => "event".to_owned(),
        kept => kept.to_owned(),
    }
}

fn no_home(problem: tauri::Error) -> Error {
    Error::new(
        Code::NotAnEvent,
        Text::new("This account has no home folder to keep events in.", "此账户没有可存放活动的主目录。"),
        Text::new(
            "Set GATEHOUSE_EVENTS to a folder and start again.",
            "请把 GATEHOUSE_EVENTS 设为一个文件夹后重新启动。",
        ),
    )
    .caused_by(problem)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn places(folder: &Path) -> Places {
        Places { events: folder.join("events"), recent_file: folder.join("config").join("recent.json") }
    }

    #[test]
    fn an_events_name_becomes_a_folder_that_every_file_system_takes() {
        assert_eq!(folder_name("Mission Night: 7/8"), "Mission Night- 7-8");
        assert_eq!(folder_name("招聘之夜"), "招聘之夜");
        assert_eq!(folder_name(" .. "), "event");
        assert_eq!(folder_name(&"x".repeat(200)).len(), 60);
    }

    #[test]
    fn a_second_event_of_the_same_name_gets_its_own_folder() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        fs::create_dir_all(places.folder_for("Gala")).unwrap();
        assert_eq!(places.folder_for("Gala"), folder.path().join("events").join("Gala 2"));
    }

    #[test]
    fn an_event_named_at_the_start_is_opened_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        assert_eq!(places.start_state(None).open, None);
        assert_eq!(places.start_state(Some("/party")).open.as_deref(), Some("/party"));
        let sample = places.start_state(Some("--sample"));
        assert_eq!(sample.open, Some(sample.sample_folder));
    }

    #[test]
    fn the_start_screen_lists_the_latest_event_first_and_none_that_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        for name in ["first", "second", "gone"] {
            let event = folder.path().join(name);
            fs::create_dir_all(&event).unwrap();
            fs::write(event.join("event.db"), "").unwrap();
            places.remember(Recent { folder: event.display().to_string(), name: name.to_owned() });
        }
        fs::remove_file(folder.path().join("gone").join("event.db")).unwrap();
        let names: Vec<_> = places.start_state(None).recent.into_iter().map(|event| event.name).collect();
        assert_eq!(names, ["second", "first"]);
    }
}
