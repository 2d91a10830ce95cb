//! The photo that is looked at, with the part of it that the networks see.

use super::{
    album::Album,
    camera::{Camera, Viewfinder},
    frame::Frame,
    studio::Studio,
};
use crate::ui::dom;
use leptos::prelude::*;

/// What the stage shows.
#[derive(Clone, PartialEq)]
enum Scene {
    Empty,
    Camera,
    Opening(String),
    Photo(u32),
}

/// The stage.
#[component]
pub fn Stage(
    /// The photos.
    studio: Studio,
    /// The camera.
    camera: Camera,
) -> impl IntoView {
    let scene = Memo::new(move |_| {
        if camera.is_on() {
            return Scene::Camera;
        }
        studio.album.with(|album| match album.selected() {
            None => Scene::Empty,
            Some(photo) if photo.preview.is_none() => Scene::Opening(photo.name.clone()),
            Some(photo) => Scene::Photo(photo.number),
        })
    });
    // Who chooses a photo wants to see it.
    let choices = Memo::new(move |_| studio.album.with(Album::choices));
    Effect::new(move |before: Option<u32>| {
        let choices = choices.get();
        if before.is_some_and(|before| before != choices) {
            camera.close();
        }
        choices
    });
    let shown = move || match scene.get() {
        Scene::Empty => view! { <Nothing /> }.into_any(),
        Scene::Camera => view! { <Viewfinder studio camera /> }.into_any(),
        Scene::Opening(name) => {
            let words = format!("Reading {name}");
            view! { <div class="nothing"><p class="small" data-testid="opening">{words}</p></div> }
                .into_any()
        }
        Scene::Photo(number) => view! { <Frame studio number /> }.into_any(),
    };
    view! {
        <div class="stage" class:empty-stage=move || scene.get() == Scene::Empty data-testid="stage">
            {shown}
        </div>
    }
}

/// An invitation.
#[component]
fn Nothing() -> impl IntoView {
    // Nobody drops files with fingers.
    let (heading, words) = if dom::is_touched() {
        ("Your photo comes here", "JPEG, PNG, WebP, GIF, BMP. Take one, choose one, or a sample.")
    } else {
        ("Drop photos anywhere", "JPEG, PNG, WebP, GIF, BMP. Or paste one, or take a sample.")
    };
    view! {
        <div class="nothing">
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01" /></svg>
            <p class="third">{heading}</p>
            <p class="small">{words}</p>
        </div>
    }
}
