//! All answers as text and as JSON, for taking along.

use super::{
    album::{Album, Photo},
    card::slot_name,
    ledger::Ledger,
    networks::Networks,
};
use crate::{
    protocol::{
        DeviceInfo,
        photo::{LoadedNetwork, Ranked, Slot},
    },
    ui::words,
};
use serde_json::{Map, Value, json};

/// What a report is about.
pub struct Report<'a> {
    /// The photos.
    pub album: &'a Album,
    /// The answers.
    pub ledger: &'a Ledger,
    /// The networks.
    pub networks: &'a Networks,
    /// What did the work.
    pub device: Option<&'a DeviceInfo>,
}

impl Report<'_> {
    /// A paragraph a photo, a line a network.
    pub fn text(&self) -> String {
        let device = self.device.map_or(String::new(), |device| format!("{}\n", device.title()));
        let mut text = format!("Triptych, {device}");
        for photo in self.album.photos() {
            text.push_str(&format!("\n{}\n", photo.name));
            for (network, ranked) in self.answers(photo) {
                let named: Vec<String> = ranked
                    .iter()
                    .map(|r| {
                        format!(
                            "{} {}",
                            network.label(r.class),
                            words::plain(&words::percent(r.probability))
                        )
                    })
                    .collect();
                text.push_str(&format!(
                    "{} ({}): {}\n",
                    network.title,
                    network.label_set,
                    named.join("; ")
                ));
            }
        }
        text
    }

    /// Everything that is known, without the pictures.
    pub fn json(&self) -> Value {
        let networks =
            Slot::ALL.iter().filter_map(|slot| Some((*slot, self.networks.loaded(*slot)?)));
        let networks: Vec<Value> = networks
            .map(|(slot, network)| {
                let times = self.ledger.of(slot).times;
                json!({
                    "slot": slot_name(slot),
                    "network": network.network,
                    "title": network.title,
                    "weights": network.entry,
                    "provenance": network.provenance,
                    "labelSet": network.label_set,
                    "classes": network.labels.len(),
                    "bytes": network.bytes,
                    "parameters": network.parameters,
                    "multiplyAdds": network.macs,
                    "input": network.preprocessing.crop_side(),
                    "lastBatch": times.map(|times| json!({
                        "photos": times.photos,
                        "atOnce": times.at_once,
                        "prepareMs": times.prepare,
                        "deviceMs": times.device,
                    })),
                })
            })
            .collect();
        let photos: Vec<Value> = self
            .album
            .photos()
            .iter()
            .map(|photo| {
                let answers: Map<String, Value> = self
                    .answers(photo)
                    .map(|(network, ranked)| {
                        let ranked: Vec<Value> = ranked
                            .iter()
                            .map(|r| json!({ "class": r.class, "label": network.label(r.class), "probability": r.probability }))
                            .collect();
                        (slot_name(network.slot).to_owned(), ranked.into())
                    })
                    .collect();
                json!({
                    "name": photo.name,
                    "size": photo.size,
                    "crop": { "x": photo.crop.x, "y": photo.crop.y, "zoom": photo.crop.zoom },
                    "answers": answers,
                })
            })
            .collect();
        json!({
            "program": "Triptych",
            "device": self.device.map(words::device),
            "networks": networks,
            "photos": photos,
        })
    }

    /// What was said about the photo's crop: an answer to another one is none to what the report names.
    fn answers(&self, photo: &Photo) -> impl Iterator<Item = (&LoadedNetwork, &Vec<Ranked>)> {
        Slot::ALL.iter().filter_map(move |slot| {
            let network = self.networks.loaded(*slot)?;
            let answer = self.ledger.of(*slot).answers.get(&photo.number)?;
            (answer.crop == photo.crop).then_some((network, &answer.ranked))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::photo::Answers, ui::photo::networks::tests::network};

    #[test]
    fn a_report_has_every_photo_and_every_answer() {
        let (mut album, mut ledger) = (Album::default(), Ledger::default());
        let mut networks = Networks::default();
        networks.arrived(network(Slot::ResNet, Some("r")));
        let names = ["cat.jpg", "dog.jpg"].map(|name| album.add(name.into()).expect("room"));
        let asked = names.map(|number| (number, 1, crate::image::Crop::default()));
        let answers = || {
            let ranked = [1, 7].map(|class| vec![Ranked { class, probability: 0.25 }]).to_vec();
            let (id, slot, at_once, prepare_ms, device_ms) = (1, Slot::ResNet, 2, 1.0, 2.0);
            Answers { id, slot, ranked, at_once, prepare_ms, device_ms }
        };
        ledger.take(answers(), &asked);
        let report = Report { album: &album, ledger: &ledger, networks: &networks, device: None };
        let text = report.text();
        assert!(text.contains("cat.jpg\nResNet-18 (2 classes): b 25.0 %"), "{text}");
        assert!(text.contains("dog.jpg\nResNet-18 (2 classes): class 7 25.0 %"), "{text}");
        let json = report.json();
        assert_eq!(json["photos"][1]["answers"]["resnet"][0]["class"], 7);
        assert_eq!(json["networks"][0]["lastBatch"]["photos"], 2);
        let elsewhere = crate::image::Crop { x: 0.1, ..asked[0].2 };
        ledger.take(answers(), &asked.map(|(number, revision, _)| (number, revision, elsewhere)));
        let report = Report { album: &album, ledger: &ledger, networks: &networks, device: None };
        assert_eq!(report.json()["photos"][1]["answers"], json!({}), "that is about another crop");
    }
}
