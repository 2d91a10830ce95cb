//! The command line.

use crate::error::{Error, Result};
use crate::page::Serve;
use crate::setup::Data;
use crate::testing::Options;
use crate::weights::Wanted;
use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;

/// What `cargo xtask` alone prints.
pub const USAGE: &str = "\
cargo xtask COMMAND

  serve [--open] [--port N] [--release]   set up what is missing, build the page and serve it
  test [--skip-browser] [FILTER...]       set up what is missing and run every test, or those whose names hold FILTER
  build                                   build the folder dist/ for publishing the page
  setup [--tests]                         bring what is missing for the page, or also for the tests
  data mnist                              bring the 70,000 images of MNIST
  data reference                          make the reference networks of the tests (Python, 2 GB, a minute)
  data strokes [--from FILE]              unpack 8,431 digits as pen strokes; they are not published
  data tiny-imagenet [--from FILE]        bring the 110,000 pictures of Tiny ImageNet-200, or unpack FILE
  convert INPUT -o OUTPUT [OPTION...]     make compact weights of a safetensors or PyTorch file; --help tells more
  eval NETWORK [--data DIR] [OPTION...]   measure how often a network is right; --help tells more
  weights NAME [--quantize P] [--from FILE] [--calibrate PICTURE...]
                                          fetch a published network (or take FILE), check it, convert it (to f16, or
                                          P: f32, int8, int4, rounded for such pictures) and put it into weights/,
                                          for a page without other sites
  env                                     print the shell line that makes plain `trunk serve` work

Tools, data and build outputs are kept in $TRIPTYCH_HOME, else in `triptych` in your cache folder.";

/// What a person asks for.
#[derive(Debug, PartialEq)]
pub enum Task {
    Help,
    Setup { tests: bool },
    Data(Data),
    Convert(Vec<OsString>),
    Evaluate(Vec<OsString>),
    Weights(Wanted),
    Env,
    Serve(Serve),
    Build,
    Test(Options),
}

impl Task {
    /// Reads the arguments after the program's name.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Task> {
        read(lexopt::Parser::from_args(arguments))
            .map_err(|error| Error::Usage(format!("The command line: {error}.")))
    }
}

fn read(mut parser: lexopt::Parser) -> std::result::Result<Task, lexopt::Error> {
    let mut task = match parser.next()? {
        None | Some(Long("help") | Short('h')) => return Ok(Task::Help),
        Some(Value(command)) => match command.string()?.as_str() {
            "help" => Task::Help,
            "setup" => Task::Setup { tests: false },
            "data" => match parser.next()? {
                Some(Value(set)) if set == "mnist" => Task::Data(Data::Mnist),
                Some(Value(set)) if set == "reference" => Task::Data(Data::Reference),
                Some(Value(set)) if set == "strokes" => Task::Data(Data::Strokes { from: None }),
                Some(Value(set)) if set == "tiny-imagenet" => {
                    Task::Data(Data::TinyImageNet { from: None })
                }
                _ => return Err("the sets are mnist, reference, strokes and tiny-imagenet".into()),
            },
            // Their words are the other programs'.
            "convert" => return Ok(Task::Convert(parser.raw_args()?.collect())),
            "eval" => return Ok(Task::Evaluate(parser.raw_args()?.collect())),
            "weights" => match parser.next()? {
                Some(Value(name)) => Task::Weights(Wanted::new(name.string()?)),
                Some(Long("help") | Short('h')) => Task::Help,
                _ => return Err("weights of which network? Give its name or an id".into()),
            },
            "env" => Task::Env,
            "serve" => Task::Serve(Serve::default()),
            "build" => Task::Build,
            "test" => Task::Test(Options::default()),
            other => return Err(format!("there is no command `{other}`").into()),
        },
        Some(other) => return Err(other.unexpected()),
    };
    while let Some(argument) = parser.next()? {
        match (&mut task, argument) {
            (_, Long("help") | Short('h')) => return Ok(Task::Help),
            (Task::Setup { tests }, Long("tests")) => *tests = true,
            (Task::Serve(serve), Long("open")) => serve.open = true,
            (Task::Serve(serve), Long("release")) => serve.release = true,
            (Task::Serve(serve), Long("port")) => serve.port = Some(parser.value()?.parse()?),
            (Task::Data(Data::Strokes { from } | Data::TinyImageNet { from }), Long("from")) => {
                *from = Some(parser.value()?.into());
            }
            (Task::Weights(wanted), Long("quantize")) => {
                wanted.precision = parser.value()?.parse()?;
            }
            (Task::Weights(wanted), Long("from")) => wanted.from = Some(parser.value()?.into()),
            (Task::Weights(wanted), Long("calibrate")) => {
                wanted.calibrate.extend(parser.values()?.map(PathBuf::from));
            }
            (Task::Test(test), Long("skip-browser")) => test.skip_browser = true,
            (Task::Test(test), Value(filter)) => test.filter.push(filter.string()?),
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(task)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::Precision;

    fn parse(line: &str) -> Result<Task> {
        Task::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn commands_are_understood() {
        assert_eq!(parse("").unwrap(), Task::Help);
        assert_eq!(parse("setup --tests").unwrap(), Task::Setup { tests: true });
        assert_eq!(parse("data mnist").unwrap(), Task::Data(Data::Mnist));
        assert_eq!(parse("data reference").unwrap(), Task::Data(Data::Reference));
        let data = Data::Strokes { from: Some("a.gz".into()) };
        assert_eq!(parse("data strokes --from a.gz").unwrap(), Task::Data(data));
        let data = Data::TinyImageNet { from: Some("a.zip".into()) };
        assert_eq!(parse("data tiny-imagenet --from a.zip").unwrap(), Task::Data(data));
        let words = ["resnet50", "--data", "d"].map(OsString::from).to_vec();
        assert_eq!(parse("eval resnet50 --data d").unwrap(), Task::Evaluate(words));
        let words = ["x.pth", "-o", "y", "--help"].map(OsString::from).to_vec();
        assert_eq!(parse("convert x.pth -o y --help").unwrap(), Task::Convert(words));
        let wanted = Wanted {
            name: "resnet18".into(),
            precision: Precision::Int8,
            from: Some("a.pth".into()),
            calibrate: vec!["a.jpg".into(), "b.jpg".into()],
        };
        let line = "weights resnet18 --quantize int8 --calibrate a.jpg b.jpg --from a.pth";
        assert_eq!(parse(line).unwrap(), Task::Weights(wanted));
        let plain = Wanted::new("resnet50".into());
        assert_eq!(parse("weights resnet50").unwrap(), Task::Weights(plain));
        let serve = Serve { open: true, port: Some(9000), release: false };
        assert_eq!(parse("serve --port=9000 --open").unwrap(), Task::Serve(serve));
        let test = Options { skip_browser: true, filter: vec!["conv".into(), "pool".into()] };
        assert_eq!(parse("test conv --skip-browser pool").unwrap(), Task::Test(test));
    }

    #[test]
    fn the_usage_names_every_command() {
        for command in
            ["serve", "test", "build", "setup", "data", "convert", "eval", "weights", "env"]
        {
            assert!(USAGE.contains(&format!("\n  {command} ")), "{command}");
        }
        assert!(USAGE.lines().all(|line| line.chars().count() <= 120));
    }

    #[test]
    fn mistakes_are_told() {
        for (line, word) in [
            ("sreve", "`sreve`"),
            ("data cifar", "reference"),
            ("data reference --from x", "--from"),
            ("weights", "which network"),
            ("weights resnet50 --quantize int3", "int4"),
            ("serve --fast", "--fast"),
            ("serve --port x", "x"),
        ] {
            let text = parse(line).unwrap_err().to_string();
            assert!(text.contains(word), "{text}");
        }
    }
}
