//! What a visitor chose, kept in the page's address so that it can be sent on.

use super::{
    dom,
    inside::{STEPS, View},
};
use crate::{
    arch,
    protocol::{DeviceChoice, photo::Slot},
};

/// The settings of all pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// A name of [`crate::arch::find`].
    pub network: String,
    /// Which device to use.
    pub device: DeviceChoice,
    /// Whether the engine may measure how the device computes each layer best.
    pub tune: bool,
    /// The most threads on the CPU; as many as are good where nothing is said.
    pub threads: Option<u32>,
    /// How many timed runs.
    pub runs: u32,
    /// How many inputs at once are timed, one of [`BATCHES`].
    pub batch: u32,
    /// Whether the address asks for the timing to start by itself.
    pub start: bool,
    /// Which listed weights AlexNet has on the photo page; nothing for those that come first.
    pub alexnet: Option<String>,
    /// The same of the ResNet.
    pub resnet: Option<String>,
    /// What is shown of the inside of a network.
    pub inside: View,
    /// The step of the guided tour, from 1, while a visitor is on it.
    pub tour: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            network: NETWORKS[0].into(),
            device: DeviceChoice::Auto,
            tune: true,
            threads: None,
            runs: 50,
            batch: BATCHES[0],
            start: false,
            alexnet: None,
            resnet: None,
            inside: View::default(),
            tour: None,
        }
    }
}

/// The networks that read digits, with bundled weights.
pub const NETWORKS: [&str; 2] = ["lenet5", "lenet5-1998"];
/// How many inputs at once can be timed.
pub const BATCHES: [u32; 3] = [1, 8, 32];
/// The most runs that can be asked for.
pub const MOST_RUNS: u32 = 10_000;
/// The most threads that can be asked for: a team of the engine's has no more (`ops::team::MEMBERS`).
pub const MOST_THREADS: u32 = 8;

impl Settings {
    /// From `?network=lenet5&device=cpu&runs=50`. What makes no sense is as if it were not there.
    pub fn parse(query: &str) -> Self {
        let mut settings = Self::default();
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match name {
                "network" if arch::find(value).is_ok() => settings.network = value.into(),
                "device" => settings.device = DeviceChoice::parse(value).unwrap_or_default(),
                "tune" => settings.tune = value != "0",
                "threads" => {
                    settings.threads =
                        value.parse().ok().filter(|it| (1..=MOST_THREADS).contains(it));
                }
                "runs" => {
                    if let Ok(runs @ 1..=MOST_RUNS) = value.parse() {
                        settings.runs = runs;
                    }
                }
                "batch" => {
                    let known = BATCHES.into_iter().find(|batch| batch.to_string() == value);
                    settings.batch = known.unwrap_or(settings.batch);
                }
                "start" => settings.start = true,
                "alexnet" if is_entry(value) => settings.alexnet = Some(value.into()),
                "resnet" if is_entry(value) => settings.resnet = Some(value.into()),
                "tour" => {
                    let step = value.parse().ok();
                    settings.tour = step.filter(|step| (1..=STEPS).contains(step));
                }
                _ => settings.inside.read(name, value),
            }
        }
        settings
    }

    /// The query that says what differs from the default; empty if nothing does.
    pub fn query(&self) -> String {
        let default = Self::default();
        let mut parts = Vec::new();
        if self.network != default.network {
            parts.push(format!("network={}", self.network));
        }
        if self.device != default.device {
            parts.push(format!("device={}", device_name(self.device)));
        }
        if !self.tune {
            parts.push("tune=0".into());
        }
        parts.extend(self.threads.map(|threads| format!("threads={threads}")));
        if self.runs != default.runs {
            parts.push(format!("runs={}", self.runs));
        }
        if self.batch != default.batch {
            parts.push(format!("batch={}", self.batch));
        }
        for (name, entry) in [("alexnet", &self.alexnet), ("resnet", &self.resnet)] {
            if let Some(entry) = entry {
                parts.push(format!("{name}={entry}"));
            }
        }
        parts.extend(self.inside.write());
        parts.extend(self.tour.map(|step| format!("tour={step}")));
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// The address of another page. A device that was asked for on this one stays so there.
    pub fn elsewhere(page: &str, change: impl FnOnce(&mut Self)) -> String {
        let Self { device, tune, threads, .. } = Self::parse(&dom::query());
        let mut settings = Self { device, tune, threads, ..Self::default() };
        change(&mut settings);
        format!("{page}{}", settings.query())
    }

    /// Changes something in the page's address, without a step in the history.
    pub fn keep(change: impl FnOnce(&mut Self)) {
        let before = dom::query();
        let mut settings = Self::parse(&before);
        change(&mut settings);
        // What changes nothing leaves the address as the visitor wrote it.
        if settings != Self::parse(&before) {
            dom::set_query(&settings.query());
        }
    }

    /// The network that reads digits: one with bundled weights.
    pub fn reader(&self) -> String {
        let known = NETWORKS.contains(&self.network.as_str());
        if known { self.network.clone() } else { NETWORKS[0].into() }
    }

    /// The listed weights asked for in a slot.
    pub fn entry(&self, slot: Slot) -> Option<&str> {
        match slot {
            Slot::AlexNet => self.alexnet.as_deref(),
            Slot::ResNet => self.resnet.as_deref(),
        }
    }

    /// Asks for listed weights in a slot.
    pub fn set_entry(&mut self, slot: Slot, entry: Option<String>) {
        match slot {
            Slot::AlexNet => self.alexnet = entry,
            Slot::ResNet => self.resnet = entry,
        }
    }
}

/// Whether this can be the name of listed weights: nothing that would mean something in an address.
fn is_entry(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    (1..=64).contains(&name.len()) && name.chars().all(plain)
}

/// The name that [`DeviceChoice::parse`] knows.
pub fn device_name(device: DeviceChoice) -> &'static str {
    match device {
        DeviceChoice::Auto => "auto",
        DeviceChoice::Gpu => "gpu",
        DeviceChoice::Cpu => "cpu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_the_address() {
        let settings = Settings {
            network: "lenet5-1998".into(),
            device: DeviceChoice::Cpu,
            tune: false,
            threads: Some(2),
            runs: 7,
            batch: 8,
            start: false,
            alexnet: Some("alexnet-imagenet".into()),
            resnet: Some("resnet50-a1.int8".into()),
            inside: View::parse("inside=why&of=resnet&row=conv3_2.3&class=7&cut=conv3_2.3"),
            tour: Some(4),
        };
        assert_eq!(Settings::parse(&settings.query()), settings);
        assert_eq!(Settings::default().query(), "");
    }

    #[test]
    fn any_network_is_timed_and_two_read_digits() {
        let settings = Settings::parse("?network=resnet50");
        assert_eq!((settings.network.as_str(), settings.reader().as_str()), ("resnet50", "lenet5"));
        assert_eq!(Settings::parse("?network=lenet5-1998").reader(), "lenet5-1998");
    }

    #[test]
    fn nonsense_is_ignored() {
        for query in [
            "",
            "?",
            "?network=vgg&device=tpu&runs=-4",
            "?runs=99999999999&=&&x",
            "?runs=0&batch=3&threads=0",
            "?threads=many",
            "?resnet=&alexnet=a/b",
            "?tour=0&tour=11&inside=nowhere&row=a%20b&class=x&of=vgg&cut=",
        ] {
            assert_eq!(Settings::parse(query), Settings::default(), "{query}");
        }
    }
}
