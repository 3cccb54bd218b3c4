#include "io/report/run_curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/report/palette.hpp"
#include "io/report/stroke_font.hpp"

namespace machi {
namespace {

// Time on the axis: in the unit in which the run is best told.
struct TimeUnit {
  double s;
  const char* name;
};

TimeUnit time_unit(double end_s) {
  if (end_s <= 300) return {1, "s"};
  return end_s <= 5 * 3600 ? TimeUnit{60, "min"} : TimeUnit{3600, "h"};
}

class Chart {
 public:
  Chart(Canvas& canvas, const CurveFrame& frame, double end_s, double persons)
      : canvas_(canvas),
        frame_(frame),
        unit_(time_unit(end_s)),
        end_s_(std::max(end_s, 1.0)),
        most_(std::max(persons, 1.0)) {}

  Pixel at(double time_s, double persons) const {
    return {frame_.left + time_s / end_s_ * frame_.width, frame_.top + (1 - persons / most_) * frame_.height};
  }

  void axes() {
    const double u = frame_.unit;
    const double persons_step = std::max(1.0, axis_step(most_, 5));
    for (double persons = 0; persons <= most_; persons += persons_step) {
      const Pixel left = at(0, persons);
      canvas_.box(left.x, left.y - 0.5 * u, frame_.width, u, palette::road_edge);
      const std::string text = fmt::format("{}", fmt::group_digits(static_cast<std::int64_t>(persons)));
      draw_text(canvas_, text, {left.x - 8 * u - text_width(text, 9.5 * u), left.y + 4 * u}, 9.5 * u, palette::ink);
    }
    const double time_step = axis_step(end_s_ / unit_.s, 12);
    for (double time = 0; time * unit_.s <= end_s_ * 1.0001; time += time_step) {
      const Pixel low = at(time * unit_.s, 0);
      canvas_.box(low.x - 0.5 * u, low.y, u, 5 * u, palette::ink);
      const std::string text = fmt::format("{:g}", time);
      draw_text(canvas_, text, {low.x - text_width(text, 9.5 * u) / 2, low.y + 19 * u}, 9.5 * u, palette::ink);
    }
    canvas_.box(frame_.left, frame_.top + frame_.height - 0.6 * u, frame_.width, 1.2 * u, palette::ink);
    canvas_.box(frame_.left - 0.6 * u, frame_.top, 1.2 * u, frame_.height, palette::ink);
    draw_text(canvas_, "Persons", {frame_.left - 50 * u, frame_.top - 14 * u}, 10.5 * u, palette::faint_ink);
    const std::string name = fmt::format("Time after the start, {}", unit_.name);
    draw_text(canvas_, name,
              {frame_.left + frame_.width - text_width(name, 10.5 * u), frame_.top + frame_.height + 38 * u}, 10.5 * u,
              palette::faint_ink);
  }

  void curve(const std::vector<double>& time_s, const std::vector<std::int64_t>& persons, const Colour& colour) {
    std::vector<Pixel> line;
    for (std::size_t i = 0; i < time_s.size(); ++i) line.push_back(at(time_s[i], static_cast<double>(persons[i])));
    canvas_.stroke(line, 2.6 * frame_.unit, colour);
  }

  void mark_time(double time_s, std::string_view text) {
    const double u = frame_.unit;
    const Pixel top = at(time_s, most_);
    for (double y = 0; y < frame_.height; y += 8 * u)
      canvas_.box(top.x - 0.6 * u, top.y + y, 1.2 * u, 4 * u, palette::faint_ink);
    const double width = text_width(text, 10 * u);
    const double x = std::clamp(top.x - width / 2, frame_.left, frame_.left + frame_.width - width);
    draw_text(canvas_, text, {x, top.y - 8 * u}, 10 * u, palette::faint_ink);
  }

 private:
  Canvas& canvas_;
  CurveFrame frame_;
  TimeUnit unit_;
  double end_s_;
  double most_;
};

// The curves with the end of the run as their last point; who waits to be let in counts as on the way.
ResultCurve whole_curve(const RunScene& scene) {
  ResultCurve curve = scene.tables.curve;
  for (std::size_t i = 0; i < curve.walking.size(); ++i) curve.walking[i] += curve.at_entrance[i];
  if (scene.tables.end_s <= curve.time_s.back()) return curve;
  curve.time_s.push_back(scene.tables.end_s);
  curve.safe.push_back(scene.end.safe);
  curve.lost.push_back(scene.end.lost);
  curve.waiting.push_back(std::min(curve.waiting.back(), scene.end.en_route));
  curve.walking.push_back(scene.end.en_route - curve.waiting.back());
  return curve;
}

}  // namespace

double axis_step(double most, int marks) {
  const double least = most / marks;
  const double power = std::pow(10, std::floor(std::log10(std::max(least, 1e-9))));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= least * 0.9999) return step * power;
  return 10 * power;
}

void draw_curves(Canvas& canvas, const CurveFrame& frame, Pixel legend, const RunScene& scene) {
  const ResultCurve curve = whole_curve(scene);
  double most = 0;
  for (const auto* persons : {&curve.safe, &curve.lost, &curve.walking, &curve.waiting})
    most = std::max(most, static_cast<double>(*std::max_element(persons->begin(), persons->end())));
  Chart chart(canvas, frame, curve.time_s.back(), most);
  chart.axes();
  if (scene.time_p90_s) chart.mark_time(*scene.time_p90_s, "90 % of the safe have arrived");
  const double u = frame.unit;
  draw_text(canvas, "Persons over time, and at the end", legend, 12.5 * u, palette::ink, 0.135);
  const auto label = [&](const Colour* colour, const char* name, std::int64_t persons) {
    legend.y += 23 * u;
    const Pixel ends[] = {{legend.x, legend.y - 5 * u}, {legend.x + 26 * u, legend.y - 5 * u}};
    if (colour != nullptr) canvas.stroke(ends, 2.6 * u, *colour);
    draw_text(canvas, name, {legend.x + 36 * u, legend.y}, 10.5 * u, palette::ink);
    const std::string text = fmt::format("{}", fmt::group_digits(persons));
    draw_text(canvas, text, {legend.x + 230 * u - text_width(text, 10.5 * u), legend.y}, 10.5 * u, palette::ink);
  };
  const auto show = [&](const std::vector<std::int64_t>& persons, const Colour& colour, const char* name) {
    chart.curve(curve.time_s, persons, colour);
    label(&colour, name, persons.back());
  };
  show(curve.waiting, palette::waiting, "Not yet set off");
  show(curve.walking, palette::way, "On the way");
  show(curve.safe, palette::shelter, "Safe");
  show(curve.lost, palette::lost, "Lost");
  if (scene.end.staying > 0) label(nullptr, "Never set off", scene.end.staying);
}

}  // namespace machi
