//! A Syncthing daemon of a desk's own, on the loopback alone: no discovery, no relays, no NAT.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// One daemon, and the folder it keeps in step with the others.
pub struct Daemon {
    home: PathBuf,
    pub folder: PathBuf,
    device: String,
    port: u16,
    running: Option<Child>,
}

impl Daemon {
    /// Makes a device with keys and an empty folder; nothing runs yet.
    pub fn new(home: &Path) -> Self {
        let folder = home.join("synced");
        fs::create_dir_all(&folder).unwrap();
        let made = syncthing(home, &["generate"]).output();
        let made = made.expect("syncthing is installed (tests/scripts/packages.sh test)");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let config = fs::read_to_string(home.join("config.xml")).unwrap();
        let (_, device) = config.split_once("<device id=\"").unwrap();
        let device = device.split('"').next().unwrap().to_owned();
        Self { home: home.to_owned(), folder, device, port: free_port(), running: None }
    }

    /// Lets daemons know each other and nobody else.
    pub fn introduce(daemons: &[Self]) {
        let each = |line: &dyn Fn(&Self) -> String| daemons.iter().map(line).collect::<String>();
        let shares = each(&|other| format!("<device id=\"{}\"/>", other.device));
        let devices = each(&|other| {
            let Self { device, port, .. } = other;
            format!("<device id=\"{device}\"><address>tcp://127.0.0.1:{port}</address></device>")
        });
        for daemon in daemons {
            let (port, folder) = (daemon.port, daemon.folder.display());
            let config = format!(
                "<configuration version=\"36\">
                <folder id=\"party\" path=\"{folder}\" type=\"sendreceive\" rescanIntervalS=\"5\"
                    fsWatcherEnabled=\"true\" fsWatcherDelayS=\"1\" ignorePerms=\"true\">{shares}
                    <minDiskFree unit=\"%\">0</minDiskFree></folder>
                {devices}<gui enabled=\"false\"/>
                <options><listenAddress>tcp://127.0.0.1:{port}</listenAddress>
                    <globalAnnounceEnabled>false</globalAnnounceEnabled>
                    <localAnnounceEnabled>false</localAnnounceEnabled>
                    <relaysEnabled>false</relaysEnabled><natEnabled>false</natEnabled>
                    <reconnectionIntervalS>1</reconnectionIntervalS><startBrowser>false</startBrowser>
                    <urAccepted>-1</urAccepted><autoUpgradeIntervalH>0</autoUpgradeIntervalH>
                    <crashReportingEnabled>false</crashReportingEnabled></options></configuration>"
            );
            fs::write(daemon.home.join("config.xml"), config).unwrap();
        }
    }

    pub fn start(&mut self) {
        let log = fs::File::options().create(true).append(true).open(self.home.join("log")).unwrap();
        let mut command = syncthing(&self.home, &["serve", "--no-browser", "--no-restart"]);
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        self.running = Some(command.spawn().unwrap());
    }

    /// Kills it with SIGKILL, which no program can catch, whatever it is at.
    pub fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.kill();
            running.wait().unwrap();
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = fs::read_to_string(self.home.join("log")).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(15).collect();
            eprintln!("Syncthing in {}:\n{}", self.home.display(), last.join("\n"));
        }
    }
}

fn syncthing(home: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("syncthing");
    command.args(words).arg(format!("--home={}", home.display()));
    // One process without a supervisor beside it, and no folder nobody asked for.
    command.env("STMONITORED", "yes").env("STNODEFAULTFOLDER", "1").env("STNOUPGRADE", "1").env("HOME", home);
    command
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
