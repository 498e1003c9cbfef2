//! Opens Gatehouse's window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    #[cfg(target_os = "linux")]
    with_a_renderer_that_works();
    gatehouse_desktop::open_window()
}

/// Starts itself again with WebKit's DMABUF renderer off, unless the variable is set already: on some
/// graphics drivers the window stays blank with it (tauri-apps/tauri#9304), and nothing here needs it.
/// Setting a variable of a running program is unsound once threads exist, so it is passed on instead.
#[cfg(target_os = "linux")]
fn with_a_renderer_that_works() {
    use std::os::unix::process::CommandExt;
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let problem =
        std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
    eprintln!("Gatehouse goes on with WebKit's own renderer: {problem}");
}
