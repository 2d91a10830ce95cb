//! All that the view knows, as JSON. The picture itself stays here.

use super::{
    super::{found::Key, looked::Looked},
    view::View,
};
use crate::protocol::{
    DeviceInfo,
    look::{Finding, Heat, Outcome},
    photo::Ranked,
};
use crate::ui::words;
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
    /// What the open tools have found out.
    pub findings: &'a [(Key, Finding)],
}

impl Data<'_> {
    /// As JSON.
    pub fn json(&self) -> Value {
        let Self { looked, device, view, class, outcome, heat, findings } = self;
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
            "device": device.map(words::device),
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
            "found": findings.iter().map(|(key, finding)| json!({
                "question": lean(json!(key.question)),
                "changes": key.edits,
                "answer": lean(json!(finding)),
            })).collect::<Value>(),
        })
    }
}

/// Without pictures: they are numbers brought to bytes for the eye, and a picture can be saved too.
fn lean(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.remove("pixels");
            fields.values_mut().for_each(|field| *field = lean(field.take()));
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| *part = lean(part.take())),
        _ => {}
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        arch::find,
        protocol::look::{Levels, Map, Maps, Question, Subject, Which},
    };

    #[test]
    fn a_file_has_network_view_changes_and_answers() {
        let network = find("lenet5").unwrap();
        let labels: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
        let looked = Looked::new(Which::Digit, "LeNet-5".into(), network, labels.into());
        let view = View::parse("inside=change&row=c3&silence=c1:0-2");
        let answer = |class| vec![Ranked { class, probability: 0.75 }];
        let outcome = Outcome { plain: answer(3), edited: answer(5), computed: 6, rows: 7 };
        let question = Question::Maps { row: "c1".into(), levels: Levels::Map, most: 6 };
        let subject = Subject::Digit(vec![0.0; 4]);
        let key = Key { looked: looked.clone(), subject, edits: view.edits.clone(), question };
        let map = Map { channel: 5, range: [0.0, 2.0, 1.0], pixels: vec![0, 255] };
        let (shape, range) = ([1, 2, 6], [0.0, 2.0, 0.5]);
        let maps = Maps { row: "c1".into(), shape, range, maps: vec![map] };
        let data = Data {
            looked: &looked,
            device: None,
            view: &view,
            class: Some(3),
            outcome: Some((&outcome, 1.5)),
            heat: None,
            findings: &[(key, Finding::Maps(maps))],
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
        let found = &json["found"][0];
        assert_eq!(found["question"]["Maps"]["row"], "c1");
        assert_eq!(found["changes"], json["changes"]);
        assert_eq!(
            found["answer"]["Maps"]["maps"],
            json!([{ "channel": 5, "range": [0.0, 2.0, 1.0] }]),
            "no pixels, and no drawing either"
        );
        assert!(json["map"].is_null() && json["device"].is_null());
    }
}
