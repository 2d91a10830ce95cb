//! `cargo xtask`: what a person needs to set up, serve, build and test Triptych.

mod apt;
mod archive;
mod arguments;
mod browser;
mod checksum;
mod command;
mod convert;
mod count;
mod debian;
mod download;
mod error;
mod evaluate;
mod home;
mod licences;
mod lockfile;
mod mnist;
mod npm;
mod page;
mod pins;
#[path = "../../src/cli/pipe.rs"]
mod pipe;
mod policy;
mod reference;
mod setup;
mod split;
mod stamp;
mod step;
mod strokes;
mod testing;
mod tiny_imagenet;
mod tool;
mod toolbox;
mod wasm_std;
mod weights;

use arguments::{Task, USAGE};
use error::Result;
use home::Home;
use setup::For;
use std::process::ExitCode;
use toolbox::Toolbox;

fn main() -> ExitCode {
    // What would come after has not been done.
    pipe::end_quietly(1);
    match Task::parse(std::env::args_os().skip(1)).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error}");
            if let Some(advice) = error.advice() {
                eprintln!("{advice}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    if task == Task::Help {
        println!("{USAGE}");
        return Ok(());
    }
    let home = Home::open()?;
    match task {
        Task::Help => Ok(()),
        Task::Setup { tests } => {
            let tools = setup::run(&home, if tests { For::Tests } else { For::Page }, true)?;
            println!(
                "`cargo xtask serve` works now. For plain `trunk serve`, put this into your shell:"
            );
            println!("  {}", tools.shell_lines());
            Ok(())
        }
        Task::Data(set) => setup::data(&home, &set),
        Task::Convert(words) => convert::run(&home, &words),
        Task::Evaluate(words) => evaluate::run(&home, &words),
        Task::Weights(wanted) => weights::run(&home, &wanted),
        Task::Env => {
            println!("{}", Toolbox::find(&home)?.shell_lines());
            Ok(())
        }
        Task::Serve(options) => page::serve(&setup::run(&home, For::Page, false)?, &options),
        Task::Build => page::build(&home, &setup::run(&home, For::Page, false)?),
        Task::Test(options) => testing::run(&home, &options),
    }
}
