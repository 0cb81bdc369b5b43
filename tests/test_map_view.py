"""The map as a person uses it: real events on the real widget, and what is then on the screen."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from export_samples import hint, result
from map_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from map_fixtures import drawn
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from img2loc_desktop.core import geo
from img2loc_desktop.core.coordinates import Notation, formatted
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import Area, Candidate, Cell, LatLon, Neighbour, Result, Source
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui.map import Layer, MapView, render_image
from img2loc_desktop.gui.map import theme as colors
from img2loc_desktop.gui.map.ground import Ground, Outlines
from img2loc_desktop.gui.map.projection import View, plane_of
from img2loc_desktop.gui.map.scene import BaseMap
from img2loc_desktop.gui.map.slices import Slices, Steps

pytestmark = pytest.mark.qt_log_level_fail("WARNING")
OFFSCREEN = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

NEAR = tuple(
    Neighbour(row, LatLon(*place), similarity, "holidays", Source(f"2019/{row}.jpg"))
    for row, (place, similarity) in enumerate(
        (((43.3, 5.4), 0.83), ((48.85, 2.35), 0.8), ((50.8, 4.3), 0.7)), start=1
    )
)
FAR = (Neighbour(1, LatLon(40.4, -3.7), -0.3, "holidays"),)
LYON = result(
    neighbours=NEAR,
    far=FAR,
    gps=LatLon(47.2, 3.1),
    candidates=(Candidate(LatLon(45.82, 4.95), 0.5), Candidate(LatLon(45.0, 9.2), 0.2)),
)
FIJI = result(
    "/photos/fiji.jpg",
    position=LatLon(-17.8, 179.6),
    place=None,
    gps=LatLon(-18.2, -178.3),
    neighbours=(Neighbour(1, LatLon(-14.0, -176.0), 0.8, "holidays"),),
    far=(),
    candidates=(),
    radius_p50_km=200.0,
    radius_p90_km=800.0,
)


def pixel(view: MapView, position: LatLon) -> QPoint:
    return view.pixel_of(position).toPoint()


def near(a: QColor, b: QColor, limit: int = 12) -> bool:
    return all(abs(x - y) <= limit for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))


def has_color(image: QImage, spot: QPoint, color: QColor, reach: int = 0) -> bool:
    """Whether a pixel, or one at most ``reach`` away from it, has a colour."""
    around = range(-reach, reach + 1)
    return any(
        near(image.pixelColor(spot.x() + x, spot.y() + y), color) for x in around for y in around
    )


def count(image: QImage, color: QColor) -> int:
    """How many pixels have a colour."""
    pixels = image.convertToFormat(QImage.Format.Format_RGBA8888)
    values = np.frombuffer(pixels.constBits(), dtype=np.uint8).reshape(-1, 4).astype(int)
    return int((np.abs(values[:, :3] - color.getRgb()[:3]).max(axis=1) <= 12).sum())


def drag(view: MapView, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for part in (0.2, 0.6, 1.0):
        QTest.mouseMove(view, start + (end - start) * part)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def wheel(view: MapView, spot: QPoint, notches: float) -> None:
    where = QPointF(spot)
    event = QWheelEvent(
        where,
        view.mapToGlobal(where),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


# ---- what is drawn


@pytest.mark.parametrize("dark", [False, True])
def test_land_sea_and_lakes_are_where_they_are(view: MapView, dark: bool) -> None:
    view.set_theme(dark)
    theme = colors.DARK if dark else colors.LIGHT
    view.show_position(LatLon(47.5, 34.5), 4.5)
    image = drawn(view)
    assert has_color(image, pixel(view, LatLon(48.9, 37.6)), theme.land, 3)
    for water in (LatLon(43.4, 34.0), LatLon(41.5, 51.0)):  # the Black and the Caspian Sea
        assert has_color(image, pixel(view, water), theme.sea)
    view.show_position(LatLon(-1.0, 33.0), 6)
    image = drawn(view)
    assert has_color(image, pixel(view, LatLon(-1.5, 33.0)), theme.sea)  # Lake Victoria
    assert has_color(image, pixel(view, LatLon(-2.2, 35.2)), theme.land, 3)


def test_every_mark_is_at_its_place_in_its_colour(view: MapView) -> None:
    view.show_result(LYON)
    image = drawn(view)
    assert has_color(image, pixel(view, LYON.estimate.position) + QPoint(6, 0), colors.ESTIMATE)
    assert LYON.photo.gps is not None
    assert has_color(image, pixel(view, LYON.photo.gps), colors.OWN_GPS)
    for neighbour in NEAR:
        assert has_color(image, pixel(view, neighbour.position), colors.NEAR)
    diamond = pixel(view, LYON.candidates[1].position)
    assert not has_color(image, diamond, colors.ESTIMATE, 1)  # an outline only
    assert has_color(image, diamond + QPoint(7, 0), colors.ESTIMATE, 1)
    ring = pixel(view, FAR[0].position)
    assert not has_color(image, ring, colors.FAR)
    assert has_color(image, ring + QPoint(4, 0), colors.FAR, 1)


@pytest.mark.parametrize("layer", [Layer.ESTIMATE, Layer.GPS, Layer.NEAR, Layer.FAR])
def test_a_layer_that_is_switched_off_is_gone(view: MapView, qtbot: QtBot, layer: Layer) -> None:
    assert LYON.photo.gps is not None
    spot, color = {
        Layer.ESTIMATE: (LYON.estimate.position, colors.ESTIMATE),
        Layer.GPS: (LYON.photo.gps, colors.OWN_GPS),
        Layer.NEAR: (NEAR[1].position, colors.NEAR),
        Layer.FAR: (FAR[0].position, colors.FAR),
    }[layer]
    view.set_layer_visible(Layer.CANDIDATES, False)  # the first one is at the estimate
    view.show_result(LYON)
    assert has_color(drawn(view), pixel(view, spot), color, 6)
    with qtbot.waitSignal(view.switched) as switched:
        view.set_layer_visible(layer.value, False)
    assert switched.args == [layer, False]
    assert not view.is_layer_visible(layer)
    assert not has_color(drawn(view), pixel(view, spot), color, 6)
    assert view.scene.marks.at(view.view, *pixel(view, spot).toTuple(), view.scene.visible) == []
    view.set_layer_visible(layer, True)
    assert has_color(drawn(view), pixel(view, spot), color, 6)


def test_the_areas_are_circles_on_the_globe(view: MapView) -> None:
    view.show_result(LYON)
    view.set_layer_visible(Layer.NEAR, False)
    image = drawn(view)
    center = LYON.estimate.position
    sea, land = colors.LIGHT.sea, colors.LIGHT.land
    tinted = [
        QColor.fromRgbF(*(0.75 * ground + 0.25 * fill for ground, fill in zip(a, b, strict=True)))
        for a, b in (
            (ground.getRgbF()[:3], colors.ESTIMATE.getRgbF()[:3]) for ground in (sea, land)
        )
    ]
    for bearing in range(20, 380, 45):
        inside = pixel(view, geo.destination(center, bearing, 160))
        assert any(has_color(image, inside, color, 2) for color in tinted), bearing
        outside = pixel(view, geo.destination(center, bearing, 215))
        assert not any(has_color(image, outside, color) for color in tinted), bearing
        edge = pixel(view, geo.destination(center, bearing, 180))
        assert has_color(image, edge, colors.LIGHT.outline, 2), bearing
    # The outline of the 90 % area is dashed: some of it is there, and some is not.
    on_outline = [
        has_color(
            image, pixel(view, geo.destination(center, bearing / 4, 950)), colors.LIGHT.outline, 1
        )
        for bearing in range(4 * 360)
    ]
    assert 0.35 < sum(on_outline) / len(on_outline) < 0.9


def test_a_hint_has_an_area_and_candidates_but_no_pin(view: MapView) -> None:
    vague = hint(neighbours=NEAR, gps=LatLon(60.0, 20.0))
    view.show_result(vague)
    for layer in (Layer.NEAR, Layer.CANDIDATES):
        view.set_layer_visible(layer, False)
    image = drawn(view)
    assert not has_color(image, pixel(view, vague.estimate.position), colors.ESTIMATE, 10)
    layers = [layer for layer, _ in view.scene.marks.rows(frozenset(Layer))]
    assert Layer.ESTIMATE not in layers
    assert layers.count(Layer.CANDIDATES) == 2
    edge = geo.destination(vague.estimate.position, 180, vague.estimate.radius_p50_km)
    assert has_color(image, pixel(view, edge), colors.LIGHT.outline, 2)
    # A distance to something that is no estimate would pretend that it is one.
    middle = geo.destination(LatLon(60.0, 20.0), 222, 800)
    assert not has_color(image, pixel(view, middle), colors.OWN_GPS, 3)


def test_a_result_across_the_antimeridian_is_in_one_piece(view: MapView) -> None:
    view.show_result(FIJI)
    image = drawn(view)
    center = pixel(view, FIJI.estimate.position)
    assert abs(center.x() - 450) < 60
    assert FIJI.photo.gps is not None
    for position, color in (
        (FIJI.photo.gps, colors.OWN_GPS),
        (FIJI.neighbours[0].position, colors.NEAR),
    ):
        assert has_color(image, pixel(view, position), color)
    seam = pixel(view, LatLon(-17.0, 180.0)).x()
    assert 0 < seam < 900
    # The area has the same colour on both sides and no line where its halves meet.
    row = pixel(view, LatLon(-18.9, 180.0)).y()
    assert {image.pixelColor(seam + x, row).name() for x in range(-4, 5)} == {
        image.pixelColor(seam, row).name()
    }
    edges = [
        pixel(view, geo.destination(FIJI.estimate.position, bearing, 200))
        for bearing in range(0, 360, 10)
    ]
    found = sum(has_color(image, edge, colors.LIGHT.outline, 2) for edge in edges)
    assert found > 0.85 * len(edges)  # names cover some of it
    middle = geo.destination(FIJI.estimate.position, 101, 110)
    assert has_color(image, pixel(view, middle), colors.OWN_GPS, 3)


def test_land_has_no_seam_at_the_antimeridian(view: MapView) -> None:
    view.show_position(LatLon(67.0, 180.0), 6)  # Chukotka lies on both sides
    image = drawn(view)
    spot = pixel(view, LatLon(67.0, 180.0))
    assert all(
        near(image.pixelColor(spot.x() + x, spot.y()), colors.LIGHT.land) for x in range(-6, 7)
    )


def test_an_area_around_a_pole_fills_the_edge_of_the_map(view: MapView) -> None:
    view.show_result(replace_radii(result(position=LatLon(88.0, 10.0), gps=None), 1200, 2000))
    view.set_layer_visible(Layer.NEAR, False)
    image = drawn(view)
    north = LatLon(84.0, 0.0)
    for longitude in (-170, -90, 0, 90, 170):
        spot = pixel(view, replace(north, longitude=longitude))
        assert image.rect().contains(spot)
        assert not near(image.pixelColor(spot), colors.LIGHT.sea)


def test_the_smallest_areas_are_a_layer_of_their_own(view: MapView) -> None:
    side = 180.0 / 64
    cells = (Cell(6, 47, 64), Cell(6, 47, 70))
    areas = (Area(0.5, cells[:1]), Area(0.9, cells))
    view.show_result(replace(LYON, estimate=replace(LYON.estimate, areas=areas)))
    for layer in Layer:
        view.set_layer_visible(layer, False)
    plain = drawn(view)
    view.set_layer_visible(Layer.AREAS, True)
    image = drawn(view)

    def changed(row: float, column: float) -> int:
        spot = pixel(view, LatLon(row * side - 90, column * side - 180))
        a, b = image.pixelColor(spot), plain.pixelColor(spot)
        return abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())

    assert changed(47.6, 64.4) > changed(47.6, 70.4) > 0  # one is in both
    assert changed(47.6, 67.4) == 0


def test_a_result_without_areas_has_an_empty_layer(view: MapView) -> None:
    view.show_result(LYON)
    view.set_layer_visible(Layer.AREAS, True)
    drawn(view)


def test_the_density_is_warmest_at_the_estimate(view: MapView) -> None:
    view.show_result(LYON)
    for layer in Layer:
        view.set_layer_visible(layer, layer is Layer.DENSITY)
    image = drawn(view)

    def warmth(position: LatLon) -> int:
        color = image.pixelColor(pixel(view, position))
        return color.red() - color.blue()

    here = warmth(LYON.estimate.position)
    assert here > warmth(LatLon(45.0, 9.2)) > warmth(LatLon(38.0, -2.0)) + 10
    view.set_layer_visible(Layer.DENSITY, False)
    assert drawn(view).pixelColor(pixel(view, LYON.estimate.position)) != image.pixelColor(
        pixel(view, LYON.estimate.position)
    )


def test_the_world_is_drawn_again_beyond_the_antimeridian(view: MapView) -> None:
    only_near(view)
    view.set_view(View().resized(900, 600).centered(LatLon(20, 180)))
    image = drawn(view)
    x, y = plane_of(NEAR[1].position)
    copies = list(view.view.copies(x, x))
    assert len(copies) > 1
    for copy in copies:
        left, top = view.view.pixel(x + copy, y)
        if 4 < left < 896:
            assert has_color(image, QPoint(round(left), round(top)), colors.NEAR, 2)


# ---- moving about


def test_dragging_takes_the_map_along(view: MapView) -> None:
    view.show_position(LatLon(30, 20), 4)
    under = view.view.position(500, 300)
    drag(view, QPoint(500, 300), QPoint(420, 340))
    moved = view.view.position(420, 340)
    assert (moved.latitude, moved.longitude) == pytest.approx((under.latitude, under.longitude))


def test_one_can_drag_around_the_world(view: MapView) -> None:
    only_near(view)
    view.set_view(View().resized(900, 600).centered(LatLon(20, 0)))
    before = drawn(view)
    assert has_color(before, pixel(view, NEAR[1].position), colors.NEAR, 2)
    scale = round(view.view.scale)
    for _ in range(4):
        view.set_view(view.view.panned(scale / 4, 0))
    assert view.view.center.longitude == pytest.approx(0, abs=0.5)
    after = view.grab().toImage()
    assert has_color(after, pixel(view, NEAR[1].position), colors.NEAR, 2)


def test_the_wheel_zooms_around_the_cursor(view: MapView) -> None:
    view.show_position(LatLon(30, 20), 4)
    spot = QPoint(700, 150)
    under = view.view.position(700, 150)
    wheel(view, spot, 2)
    assert view.view.zoom == pytest.approx(5)
    there = view.view.position(700, 150)
    assert (there.latitude, there.longitude) == pytest.approx((under.latitude, under.longitude))
    wheel(view, spot, -40)
    assert view.view.zoom == view.view.least_zoom
    wheel(view, spot, 100)
    assert view.view.zoom == 20


def test_fingers_on_a_touchpad_zoom(view: MapView) -> None:
    view.show_position(LatLon(30, 20), 4)
    spot = QPointF(200, 200)
    under = view.view.position(200, 200)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        spot,
        spot,
        view.mapToGlobal(spot),
        1.0,
        QPointF(),
    )
    QApplication.sendEvent(view, event)
    assert view.view.zoom == pytest.approx(5)
    there = view.view.position(200, 200)
    assert (there.latitude, there.longitude) == pytest.approx((under.latitude, under.longitude))


def test_two_fingers_on_the_screen_zoom_and_do_not_drag(view: MapView) -> None:
    view.show_position(LatLon(30, 20), 4)
    middle = view.view.position(450, 300)
    device = QTest.createTouchDevice()
    fingers = (QPoint(400, 300), QPoint(500, 300))
    touch = QTest.touchEvent(view, device)
    touch.press(0, fingers[0], view).press(1, fingers[1], view).commit()
    for step in range(1, 11):
        apart = QPoint(5 * step, 0)
        touch.move(0, fingers[0] - apart, view).move(1, fingers[1] + apart, view).commit()
    touch.release(0, fingers[0] - QPoint(50, 0), view)
    touch.release(1, fingers[1] + QPoint(50, 0), view).commit()
    assert view.view.zoom == pytest.approx(5)  # from 100 to 200 pixels apart
    assert view.view.position(450, 300).longitude == pytest.approx(middle.longitude)


def test_one_finger_drags_and_taps(view: MapView, qtbot: QtBot) -> None:
    view.show_result(LYON)
    under = view.view.position(500, 300)
    device = QTest.createTouchDevice()
    touch = QTest.touchEvent(view, device)
    touch.press(0, QPoint(500, 300), view).commit()
    for step in range(1, 6):
        touch.move(0, QPoint(500 - 10 * step, 300), view).commit()
    touch.release(0, QPoint(450, 300), view).commit()
    assert view.view.position(450, 300).longitude == pytest.approx(under.longitude)
    spot = pixel(view, NEAR[1].position)
    with qtbot.waitSignal(view.picked):
        touch.press(0, spot, view).commit()
        touch.release(0, spot, view).commit()


def test_keys_move_zoom_and_go_home(view: MapView) -> None:
    view.show_position(LatLon(30, 20), 4)
    before = view.view
    for key, grows in (
        (Qt.Key.Key_Right, lambda now, then: now.x > then.x),
        (Qt.Key.Key_Left, lambda now, then: now.x < then.x),
        (Qt.Key.Key_Up, lambda now, then: now.y < then.y),
        (Qt.Key.Key_Down, lambda now, then: now.y > then.y),
        (Qt.Key.Key_Plus, lambda now, then: now.zoom > then.zoom),
        (Qt.Key.Key_Minus, lambda now, then: now.zoom < then.zoom),
    ):
        then = view.view
        QTest.keyClick(view, key)
        assert grows(view.view, then), key
    assert view.view.zoom == before.zoom
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.view.zoom == view.view.least_zoom
    assert view.view.center.longitude == 0
    view.show_result(LYON)
    fitted = view.view
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_F)
    assert view.view == fitted


def test_the_view_goes_to_another_photo_and_stays_for_the_same(view: MapView) -> None:
    view.show_result(LYON)
    lyon = view.view
    assert lyon.center.latitude == pytest.approx(45.8, abs=2)
    view.show_position(LatLon(48, 2), 8)
    view.show_result(LYON, LatLon(48.2, 2.1))  # a decision on the photo that is shown
    assert view.view.center.latitude == pytest.approx(48)
    view.show_result(FIJI)
    assert view.view.center.latitude == pytest.approx(-17.8, abs=2)
    view.show_result(None)
    assert list(view.scene.marks.rows(frozenset(Layer))) == []


def test_a_result_shown_before_the_window_fits_once_it_has_a_size(qtbot: QtBot) -> None:
    view = MapView(lambda: pytest.fail("not asked for"))
    qtbot.addWidget(view)
    view.show_result(LYON)
    view.resize(1000, 650)
    view.show()
    spot = view.pixel_of(geo.destination(LYON.estimate.position, 90, 950))
    assert 700 < spot.x() < 1000
    view.stop()


def test_what_was_fitted_is_fitted_again_in_another_size_or_beside_a_drawer(view: MapView) -> None:
    view.show_result(LYON)
    edge = geo.destination(LYON.estimate.position, 90, 950)

    def is_seen(right: int) -> bool:
        return view.pixel_of(edge).x() < right and view.pixel_of(LYON.photo.gps).x() > 0

    view.resize(600, 500)
    assert is_seen(600)
    view.set_covered(250)
    assert is_seen(350)
    # What stands on the edge is not covered: whom the map is owed to must be seen.
    assert max(button.geometry().right() for button in view.controls.column) < 350
    image = drawn(view)
    plate, covered = image.copy(120, 482, 228, 16), image.copy(352, 482, 228, 16)
    assert count(plate, QColor("white")) > 5 * count(covered, QColor("white"))
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    view.set_covered(200)
    assert min(button.x() for button in (*view.controls.column, view.controls.layers)) > 200
    view.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    # Who has gone elsewhere stays there.
    view.show_position(LatLon(10, 10), 5)
    view.resize(900, 600)
    view.set_covered(0)
    assert view.view.center.latitude == pytest.approx(10, abs=0.1)
    assert view.view.zoom == 5


def test_all_controls_can_be_named_by_a_screen_reader(view: MapView) -> None:
    view.show_result(LYON)
    assert view.accessibleName() == "Map"
    assert "Half of the chance lies within 180 km" in view.accessibleDescription()
    for button in (*view.controls.column, view.controls.layers, *view.card.buttons.values()):
        assert button.accessibleName()
    before = view.view.zoom
    QTest.mouseClick(view.controls.column[0], Qt.MouseButton.LeftButton)
    assert view.view.zoom > before
    QTest.mouseClick(view.controls.column[2], Qt.MouseButton.LeftButton)
    assert view.view.zoom == pytest.approx(before)
    QTest.keyClick(view, Qt.Key.Key_L)
    assert view.controls.panel.isVisible()
    QTest.keyClick(view, Qt.Key.Key_L)
    assert not view.controls.panel.isVisible()


def test_a_layout_from_right_to_left_moves_the_buttons_not_the_map(view: MapView) -> None:
    view.show_result(LYON)
    furniture = QRect(650, 540, 250, 60)
    before = view.grab(furniture).toImage()
    assert view.controls.column[0].x() > 800
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert view.controls.column[0].x() < 50
    assert view.grab(furniture).toImage() == before  # "200 km", not "km 200"
    view.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert view.controls.column[0].x() > 800


def test_the_focus_can_be_seen(view: MapView, qtbot: QtBot) -> None:
    view.activateWindow()
    view.clearFocus()
    without = view.grab().toImage().pixelColor(450, 1)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    with_focus = view.grab().toImage().pixelColor(450, 1)
    assert with_focus != without
    assert near(with_focus, view.palette().highlight().color())


def test_it_is_sharp_on_a_screen_of_many_dots(gazetteer: Gazetteer, qtbot: QtBot) -> None:
    size = QSize(640, 400)
    image = render_image(LYON, size, gazetteer=gazetteer, ratio=2.0)
    assert (image.width(), image.height(), image.devicePixelRatio()) == (1280, 800, 2.0)
    small = render_image(LYON, size, gazetteer=gazetteer, ratio=1.0)
    assert count(image, colors.NEAR) > 3 * count(small, colors.NEAR) > 0


# ---- points: clicking, copying, correcting


def test_a_click_says_what_a_point_is(view: MapView, qtbot: QtBot) -> None:
    view.show_result(LYON)
    with qtbot.waitSignal(view.picked) as picked:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=pixel(view, NEAR[1].position))
    (mark,) = picked.args
    assert (mark.layer, mark.row, mark.position) == (Layer.NEAR, 1, NEAR[1].position)
    assert view.card.isVisible()
    assert view.card.title.text() == "Near neighbour 2"
    assert "2019/2.jpg" in view.card.detail.text()
    assert "0.80" in view.card.detail.text()
    assert not view.card.geometry().contains(pixel(view, NEAR[1].position))
    assert view.rect().contains(view.card.geometry())
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    assert not view.card.isVisible()


@pytest.mark.parametrize("notation", Notation)
def test_coordinates_are_copied_in_every_notation(view: MapView, notation: Notation) -> None:
    view.show_result(LYON)
    view.select("near", 2)
    QTest.mouseClick(view.card.buttons[notation], Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert text == formatted(NEAR[2].position, notation)
    assert view.card.texts[notation].text() == text
    assert view.controls.coordinates.text() == f"Copied {text}"


def test_points_on_one_spot_come_one_after_the_other(view: MapView) -> None:
    crowded = replace(LYON, neighbours=tuple(replace(n, position=NEAR[0].position) for n in NEAR))
    view.show_result(crowded)
    spot = pixel(view, NEAR[0].position)
    rows = []
    for _ in range(4):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot)
        assert view.scene.chosen is not None
        rows.append(view.scene.chosen.row)
    assert sorted(rows[:3]) == [0, 1, 2]
    assert rows[3] == rows[0]
    assert "2 more here" in view.card.detail.text().replace("%n", "2")


def test_keys_step_through_the_points(view: MapView) -> None:
    view.show_result(LYON)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Period)
    assert view.scene.chosen is not None
    assert view.scene.chosen.layer == Layer.ESTIMATE
    assert view.card.title.text().startswith("Near Lyon")
    QTest.keyClick(view, Qt.Key.Key_Period)
    assert view.scene.chosen.layer == Layer.GPS
    QTest.keyClick(view, Qt.Key.Key_Comma)
    QTest.keyClick(view, Qt.Key.Key_Comma)
    assert (view.scene.chosen.layer, view.scene.chosen.row) == (Layer.FAR, 0)
    assert view.is_in_view(FAR[0].position)
    before = pixel(view, FAR[0].position)
    QTest.keyClick(view, Qt.Key.Key_Plus)  # towards what was chosen
    assert (pixel(view, FAR[0].position) - before).manhattanLength() <= 1
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.scene.chosen is None
    assert not view.card.isVisible()


def test_names_in_files_stay_text(view: MapView) -> None:
    evil = replace(NEAR[0], source=Source("<img src=x>\u202e\n.jpg"), index="<b>i</b>")
    view.show_result(replace(LYON, neighbours=(evil,)))
    view.select(Layer.NEAR, 0)
    assert "<img src=x>\\u202e␊.jpg" in view.card.detail.text()
    assert view.card.detail.textFormat() == Qt.TextFormat.PlainText


def test_the_cursors_coordinates_are_written(view: MapView) -> None:
    view.show_position(LatLon(30, 20), 4)
    for left, notation in enumerate(Notation, start=123):
        view.set_coordinate_format(notation)
        assert not view.controls.coordinates.isVisible()
        QTest.mouseMove(view, QPoint(left, 222))
        position = view.view.position(left, 222)
        assert view.controls.coordinates.text() == formatted(position, notation)
    assert view.controls.coordinates.isVisible()
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert not view.controls.coordinates.isVisible()


def menu_of(view: MapView, spot: QPoint, reason: QContextMenuEvent.Reason) -> QMenu:
    event = QContextMenuEvent(reason, spot, view.mapToGlobal(spot))
    QApplication.sendEvent(view, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@OFFSCREEN
def test_the_menu_copies_corrects_and_centres(view: MapView, qtbot: QtBot) -> None:
    view.show_result(LYON)
    spot = QPoint(300, 200)
    position = view.view.position(300, 200)
    menu = menu_of(view, spot, QContextMenuEvent.Reason.Mouse)
    texts = [action.text() for action in menu.actions()]
    for notation in Notation:
        assert f"Copy {formatted(position, notation)}" in texts
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == formatted(position)
    with qtbot.waitSignal(view.corrected) as corrected:
        next(a for a in menu.actions() if a.text() == "The photo was taken here").trigger()
    assert corrected.args == [position]
    next(a for a in menu.actions() if a.text() == "Centre the map here").trigger()
    assert view.view.center.latitude == pytest.approx(position.latitude)
    menu.close()


@OFFSCREEN
def test_the_menu_key_opens_the_menu_of_the_chosen_point(view: MapView) -> None:
    view.show_result(LYON)
    view.select(Layer.NEAR, 1)
    menu = menu_of(view, QPoint(0, 0), QContextMenuEvent.Reason.Keyboard)
    latitude = float(menu.actions()[0].text().split()[1].rstrip(","))
    assert latitude == pytest.approx(NEAR[1].position.latitude, abs=0.05)
    menu.close()


def test_the_pin_is_dragged_to_where_the_photo_was_taken(view: MapView, qtbot: QtBot) -> None:
    view.show_result(LYON)
    assert view.scene.marks.pin is None
    view.begin_correction()
    assert view.scene.marks.pin == LYON.estimate.position
    start = pixel(view, LYON.estimate.position) - QPoint(0, 20)  # by its head
    assert has_color(drawn(view), start + QPoint(-5, 0), colors.PIN, 3)
    middle = view.view.center
    end = start + QPoint(120, -60)
    with qtbot.waitSignal(view.corrected) as corrected:
        drag(view, start, end)
    (position,) = corrected.args
    assert view.view.center == middle  # the pin was dragged, not the map
    spot = pixel(view, position)
    wanted = pixel(view, LYON.estimate.position) + QPoint(120, -60)
    assert (spot - wanted).manhattanLength() <= 1
    view.show_result(LYON, position)
    assert view.scene.marks.pin == position
    assert has_color(drawn(view), end + QPoint(-5, 0), colors.PIN, 3)


def test_the_pin_is_moved_by_keys(view: MapView, qtbot: QtBot) -> None:
    view.show_result(LYON)
    view.begin_correction()
    before = view.pixel_of(LYON.estimate.position)
    for key, times in ((Qt.Key.Key_Right, 5), (Qt.Key.Key_Up, 2)):
        for _ in range(times):
            QTest.keyClick(view, key, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(view.corrected) as corrected:
        QTest.keyClick(view, Qt.Key.Key_Return)
    moved = view.pixel_of(corrected.args[0]) - before
    assert (moved.x(), moved.y()) == pytest.approx((40, -16), abs=0.01)


def test_escape_takes_the_pin_back(view: MapView, qtbot: QtBot) -> None:
    decided = LatLon(46.5, 3.0)
    view.show_result(LYON, decided)
    with qtbot.assertNotEmitted(view.corrected):
        view.begin_correction(LatLon(44.0, 6.0))
        assert view.scene.marks.pin == LatLon(44.0, 6.0)
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.scene.marks.pin == decided


def test_a_hint_is_corrected_from_the_middle_of_the_view(view: MapView) -> None:
    view.show_result(hint())
    view.begin_correction()
    assert view.scene.marks.pin == view.view.center


def test_an_accepted_estimate_needs_no_second_mark(view: MapView) -> None:
    view.show_result(LYON, LYON.estimate.position)
    assert view.scene.marks.pin is None


def test_distances_are_in_the_users_units(view: MapView) -> None:
    view.show_result(LYON)
    view.set_units(Units.MILES)
    assert "miles" in view.accessibleDescription()
    view.select(Layer.ESTIMATE, 0)
    assert "110 miles" in view.card.detail.text()


def test_entries_of_a_list_are_found_on_the_map(view: MapView) -> None:
    view.show_result(LYON)
    view.show_position(LatLon(-30, 150), 6)
    view.select("far", 0)
    assert view.is_in_view(FAR[0].position)
    with pytest.raises(IndexError):
        view.select(Layer.FAR, 7)
    with pytest.raises(ValueError, match="nonsense"):
        view.select("nonsense", 0)


# ---- loading


def test_nothing_is_read_before_the_first_paint(qtbot: QtBot, gazetteer: Gazetteer) -> None:
    calls = []

    def load() -> Gazetteer:
        calls.append(threading.current_thread().name)
        return gazetteer

    view = MapView(load)
    qtbot.addWidget(view)
    view.show_result(LYON)
    view.fit()
    assert calls == []
    with qtbot.waitSignal(view.loaded):
        view.show()
    assert calls == ["map"]  # not in the window's thread
    view.stop()


def test_a_damaged_gazetteer_is_told_and_the_map_goes_on(qtbot: QtBot) -> None:
    def load() -> Gazetteer:
        raise UserError("The gazetteer is damaged.", "Install again.")

    view = MapView(load)
    qtbot.addWidget(view)
    view.resize(600, 400)
    with qtbot.waitSignals([view.failed, view.loaded]):
        view.show()
    view.show_result(LYON)
    assert has_color(drawn(view), pixel(view, NEAR[1].position), colors.NEAR)
    view.stop()


def test_a_damaged_installation_is_told(
    qtbot: QtBot, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load() -> BaseMap:
        raise OSError("names.json is gone")

    monkeypatch.setattr(BaseMap, "load", load)
    view = MapView(lambda: gazetteer)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.failed) as failed:
        view.show()
    assert "names.json is gone" in failed.args[0].message
    assert failed.args[0].hint == "Install img2loc-desktop again."
    view.stop()


def test_stopping_forgets_what_is_under_way(qtbot: QtBot, gazetteer: Gazetteer) -> None:
    go_on = threading.Event()

    def load() -> Gazetteer:
        assert go_on.wait(20)
        return gazetteer

    view = MapView(load)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: any(thread.name == "map" for thread in threading.enumerate()))
    threading.Timer(0.05, go_on.set).start()
    with qtbot.assertNotEmitted(view.loaded, wait=100):
        view.stop()
    assert not any(thread.name == "map" for thread in threading.enumerate())


# ---- the picture for a report


def test_the_picture_of_a_report_shows_result_scale_and_source(
    qtbot: QtBot, gazetteer: Gazetteer
) -> None:
    size = QSize(700, 500)
    image = render_image(LYON, size, gazetteer=gazetteer, decision=LatLon(46.5, 3.0), ratio=1.0)
    dark = render_image(LYON, size, gazetteer=gazetteer, dark=True, ratio=1.0)
    bare = render_image(LYON, size, gazetteer=gazetteer, layers=(), ratio=1.0)

    for color in (colors.ESTIMATE, colors.NEAR, colors.OWN_GPS, colors.PIN):
        assert count(image, color) > 20
    assert count(dark, colors.PIN) == 0  # there was no decision
    assert count(dark, colors.DARK.sea) > 10_000
    assert count(bare, colors.NEAR) == count(bare, colors.PIN) == 0
    corner = image.copy(500, 440, 200, 60)
    assert count(corner, QColor("white")) > count(corner, colors.LIGHT.land)


def only_near(view: MapView) -> None:
    view.show_result(LYON)
    for layer in Layer:
        view.set_layer_visible(layer, layer is Layer.NEAR)


def replace_radii(entry: Result, p50: float, p90: float) -> Result:
    return replace(entry, estimate=replace(entry.estimate, radius_p50_km=p50, radius_p90_km=p90))


def test_the_last_step_of_a_work_may_start_another(qtbot: QtBot) -> None:
    slices = Slices()
    taken: list[str] = []

    def another() -> Steps:
        taken.append("another")
        yield False

    def first() -> Steps:
        yield False
        slices.start(another())

    with qtbot.waitSignal(slices.finished):
        slices.start(first())
    assert taken == ["another"] and not slices.are_busy


def test_the_ground_may_be_dropped_at_any_step(view: MapView) -> None:
    """Qt warns of a drawing that ends half-way, and here a warning fails."""
    whole = 0
    for taken in range(1000):
        ground = Ground()
        ground.add("110m", Outlines.load("110m"))
        steps = ground.steps(view.view, colors.LIGHT, 1.0)
        whole = sum(1 for _ in islice(steps, taken))
        steps.close()
        if whole < taken:
            break
    assert 3 < whole < 999
