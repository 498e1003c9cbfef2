//! A place of its own for each window: display, session bus, home folder and driver.
//!
//! A shared session bus would make the second window hand over to the first and end.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use acceptance::build::{program, root};

use crate::driver::Window;

/// Everything one window needs around it; all of it ends with this.
pub struct Place {
    home: tempfile::TempDir,
    display: Child,
    driver: Child,
    port: u16,
}

impl Place {
    /// Sets the place up: an own Xvfb, and the driver on an own session bus.
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let (display, number) = own_display();
        let port = free_port();
        let driver = own_driver(home.path(), &number, port);
        wait_for_port(port);
        Self { home, display, driver, port }
    }

    /// Opens the window.
    pub fn window(&self, arguments: &[&str]) -> Window {
        let binary = program("gatehouse-desktop");
        assert!(binary.exists(), "the window is not built; run: make test");
        Window::open(self.port, &binary, arguments)
    }

    /// Gives the folder in which events are made.
    pub fn events(&self) -> PathBuf {
        self.home.path().join("events")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // The driver's whole group: dbus-run-session, the bus, the driver and what they started.
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.driver.wait();
        let _ = self.display.kill();
        let _ = self.display.wait();
    }
}

/// Gives the folder for pictures, which outlives the test.
pub fn pictures() -> PathBuf {
    let folder = program("x").ancestors().nth(2).map_or_else(|| root().join("target"), Path::to_path_buf);
    let folder = folder.join("screenshots");
    fs::create_dir_all(&folder).expect("the folder for pictures can be made");
    folder
}

fn own_display() -> (Child, String) {
    let mut display = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb is installed (make test does so)");
    let mut number = String::new();
    let output = display.stdout.take().expect("its output is piped");
    BufReader::new(output).read_line(&mut number).expect("Xvfb tells its display");
    (display, format!(":{}", number.trim()))
}

fn own_driver(home: &Path, display: &str, port: u16) -> Child {
    let folder = |name: &str| {
        let folder = home.join(name);
        fs::create_dir_all(&folder).expect("folders can be made in the temporary one");
        folder
    };
    Command::new("dbus-run-session")
        .args(["--", "WebKitWebDriver", &format!("--port={port}")])
        .env("DISPLAY", display)
        .env("HOME", home)
        .env("XDG_DATA_HOME", folder("data"))
        .env("XDG_CONFIG_HOME", folder("config"))
        .env("XDG_CACHE_HOME", folder("cache"))
        .env("XDG_RUNTIME_DIR", folder("run"))
        .env("GATEHOUSE_EVENTS", folder("events"))
        .env("LANG", "C.UTF-8")
        .env("NO_AT_BRIDGE", "1")
        .env("GDK_BACKEND", "x11")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("dbus-run-session is installed (make test does so)")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("this machine has a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}

fn wait_for_port(port: u16) {
    for _ in 0..400 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        thread::sleep(Duration::from_millis(25));
    }
    panic!("WebKitWebDriver did not answer within 10 s; is webkit2gtk-driver installed?");
}
