//! All that the view knows, as JSON. The picture itself stays here.

use super::{super::looked::Looked, view::View};
use crate::protocol::{
    DeviceInfo,
    look::{Heat, Outcome},
    photo::Ranked,
};
use serde_json::{Value, json};

/// What is known of a view.
pub struct Data<'a> {
    /// The network.
    pub looked: &'a Looked,
    /// What did the work.
    pub device: Option<&'a DeviceInfo>,
    /// What is shown and changed.
    pub view: &'a View,
    /// The class that is asked about.
    pub class: Option<u32>,
    /// The answers and how long they took, ms.
    pub outcome: Option<(&'a Outcome, f64)>,
    /// The map over the input.
    pub heat: Option<&'a Heat>,
}

impl Data<'_> {
    /// As JSON.
    pub fn json(&self) -> Value {
        let Self { looked, device, view, class, outcome, heat } = self;
        let ranked = |list: &[Ranked]| -> Value {
            list.iter()
                .map(|it| json!({ "class": it.class, "label": looked.label(it.class), "probability": it.probability }))
                .collect()
        };
        let rows: Value = looked
            .rows
            .iter()
            .map(|row| {
                json!({ "name": row.name, "output": row.output, "parameters": row.parameters, "multiplyAdds": row.macs })
            })
            .collect();
        json!({
            "program": "Triptych",
            "link": view.write().join("&"),
            "device": device.map(|it| json!({ "name": it.name, "api": it.api, "gpu": it.gpu })),
            "network": {
                "name": looked.network.name,
                "title": looked.title,
                "source": looked.network.source,
                "input": looked.network.input,
                "parameters": looked.network.parameters(),
                "multiplyAdds": looked.network.macs(),
                "rows": rows,
            },
            "view": {
                "tool": view.room.map(|room| room.name()),
                "row": view.row,
                "class": class.map(|class| json!({ "class": class, "label": looked.label(class) })),
            },
            "changes": view.edits,
            "answers": outcome.map(|(outcome, ms)| json!({
                "asItIs": ranked(&outcome.plain),
                "changed": ranked(&outcome.edited),
                "rowsComputed": outcome.computed,
                "ms": ms,
            })),
            "map": heat,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{arch::find, protocol::look::Which};

    #[test]
    fn a_file_has_network_view_changes_and_answers() {
        let network = find("lenet5").unwrap();
        let labels: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
        let looked = Looked::new(Which::Digit, "LeNet-5".into(), network, labels.into());
        let view = View::parse("inside=change&row=c3&silence=c1:0-2");
        let answer = |class| vec![Ranked { class, probability: 0.75 }];
        let outcome = Outcome { plain: answer(3), edited: answer(5), computed: 6, rows: 7 };
        let data = Data {
            looked: &looked,
            device: None,
            view: &view,
            class: Some(3),
            outcome: Some((&outcome, 1.5)),
            heat: None,
        };
        let json = data.json();
        assert_eq!(json["network"]["parameters"], 61_706);
        assert_eq!(
            json["network"]["rows"][0],
            json!({ "name": "c1", "output": [28, 28, 6], "parameters": 156, "multiplyAdds": 117_600 })
        );
        assert_eq!(json["link"], "inside=change&row=c3&silence=c1:0-2");
        assert_eq!(json["changes"], json!([{ "row": "c1", "change": { "Silence": [0, 1, 2] } }]));
        assert_eq!(
            json["answers"]["changed"][0],
            json!({ "class": 5, "label": "5", "probability": 0.75 })
        );
        assert_eq!(json["view"]["class"]["label"], "3");
        assert!(json["map"].is_null() && json["device"].is_null());
    }
}
