//! How a GPU computes each layer: measured once, kept in the project's folder.

use std::ffi::OsString;
use std::path::PathBuf;
use triptych::Error;
use triptych::device::Trial;
use triptych::home;
use triptych::network::{Choices, Model, Tuner};
use triptych::protocol::DeviceInfo;

/// What was chosen for a device.
pub struct Tuning {
    /// Not on the CPU, which has no choice, and for who wants none.
    chooses: bool,
    /// Where it is kept.
    path: Option<PathBuf>,
    device: String,
    choices: Choices,
}

impl Tuning {
    /// For the open device. `untuned` leaves every layer as it usually is.
    pub fn open(info: &DeviceInfo, untuned: bool) -> Self {
        let device = info.title();
        let home = home::locate(std::env::consts::OS, |name| std::env::var_os(name));
        let chooses = info.gpu && !untuned;
        let path = home.filter(|_| chooses).map(|home| file(home, &device));
        let kept = path.as_ref().and_then(|path| std::fs::read_to_string(path).ok());
        let choices = Choices::parse(&kept.unwrap_or_default(), &device);
        Self { chooses, path, device, choices }
    }

    /// Has `model` compute each layer in the way that is fastest here.
    ///
    /// # Errors
    ///
    /// As [`Model::tune`]. A choice that cannot be kept is measured again the next time.
    pub async fn tune(&mut self, model: &mut Model) -> Result<(), Error> {
        if !self.chooses {
            return Ok(());
        }
        let before = self.choices.clone();
        let _trial = Trial::new();
        model.tune(&mut self.choices, async |_, _| Ok::<_, Error>(())).await?;
        if self.choices != before {
            self.keep();
        }
        Ok(())
    }

    /// The same, but measures every way anew, however long it takes, and prints what each takes.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`].
    pub async fn show(&mut self, model: &mut Model) -> Result<(), Error> {
        if !self.chooses {
            println!("The CPU computes each layer in one way.");
            return Ok(());
        }
        let mut tuner = Tuner::measuring(model, f64::INFINITY);
        let mut choices = Choices::default();
        let _trial = Trial::new();
        while tuner.next(model, &mut choices).await? {
            let layer = tuner.done() - 1;
            for (way, ms) in tuner.times() {
                let taken = if model.way(layer) == Some(way) { "  taken" } else { "" };
                let name = &model.network().rows[layer].name;
                println!("{name:<20} {way:<44} {:>10.1} µs{taken}", 1e3 * ms);
            }
        }
        self.choices.add(choices);
        self.keep();
        Ok(())
    }

    fn keep(&self) {
        let Some(path) = &self.path else { return };
        let folder = path.parent().map(std::fs::create_dir_all);
        if folder.is_some_and(|made| made.is_ok()) {
            let _ = std::fs::write(path, self.choices.text(&self.device));
        }
    }
}

/// A file for each device, by its name.
fn file(home: PathBuf, device: &str) -> PathBuf {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let mut name: OsString = device.chars().map(letter).collect::<String>().into();
    name.push(".json");
    home.join("tuning").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, from_str};

    #[test]
    fn choices_are_kept_in_a_file_for_their_device() {
        let home = std::env::temp_dir().join(format!("triptych-tuning-{}", std::process::id()));
        let device = "NVIDIA: ampere".to_owned();
        let mut text: Value = from_str(&Choices::default().text(&device)).unwrap();
        text["choices"]["Conv2d"] = "conv2d_vec4".into();
        let choices = Choices::parse(&text.to_string(), &device);
        assert!(!choices.is_empty());
        let path = file(home.clone(), &device);
        assert_eq!(path, home.join("tuning").join("nvidia--ampere.json"));
        let tuning = Tuning { chooses: true, path: Some(path.clone()), device, choices };
        tuning.keep();
        let kept = std::fs::read_to_string(&path).unwrap();
        assert_eq!(Choices::parse(&kept, &tuning.device), tuning.choices);
        std::fs::remove_dir_all(home).unwrap();
    }
}
