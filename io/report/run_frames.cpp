#include "io/report/run_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "io/report/backdrop.hpp"
#include "io/report/legend_panel.hpp"
#include "io/report/png.hpp"
#include "io/report/run_scene.hpp"
#include "io/report/stroke_font.hpp"

namespace machi {
namespace {

constexpr Colour ring = rgb(0x9fb8ad);

/// Somebody who was lost, when and where.
struct Loss {
  double time_s;
  PointMm at;
};

/// What changes from picture to picture.
class Film {
 public:
  Film(const RunFiles& files, const RunFrameOptions& options)
      : file_(open_result(files.result)), scene_(gather_scene(files)), every_s_(options.every_s) {
    const double end_s = scene_.tables.end_s;
    frames_ = static_cast<std::size_t>(std::floor(end_s / every_s_)) + 1;
    start_s_ = file_.has_attribute("/", "start_s") ? file_.number_attribute("/", "start_s") : 0;
    read_water();
    read_ways();
    read_losses();
    if (!scene_.tables.destinations.empty() && file_.has("/curve/admitted"))
      admitted_ = file_.read<std::int64_t>("/curve/admitted");
  }

  const RunScene& scene() const { return scene_; }
  std::size_t frames() const { return frames_; }
  double time_s(std::size_t frame) const { return every_s_ * static_cast<double>(frame); }
  bool has_water() const { return !leaf_xy_.empty(); }

  std::string clock(std::size_t frame) const {
    const auto t = static_cast<std::int64_t>(std::llround(start_s_ + time_s(frame)));
    return fmt::format("{:02}:{:02}:{:02}", t / 3600 % 24, t / 60 % 60, t % 60);
  }
  std::size_t point(std::size_t frame) const {
    const auto& times = scene_.tables.curve.time_s;
    const auto after = std::upper_bound(times.begin(), times.end(), time_s(frame) + 1e-6);
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(after - times.begin() - 1, 0));
  }

  void draw(Canvas& canvas, const MapFrame& map, std::size_t frame) const {
    draw_water(canvas, map, frame);
    for (const PointMm& at : ways_[frame]) canvas.disc(map.at(at.x_mm, at.y_mm), 2.1 * map.unit, palette::under_way);
    for (const Loss& loss : losses_) {
      if (loss.time_s > time_s(frame)) continue;
      canvas.disc(map.at(loss.at.x_mm, loss.at.y_mm), 3 * map.unit, palette::paper, 0.7F);
      canvas.disc(map.at(loss.at.x_mm, loss.at.y_mm), 2.3 * map.unit, palette::lost);
    }
    draw_shelters(canvas, map, frame);
  }

 private:
  void read_water() {
    if (!file_.has("/water/leaf_xy")) return;
    leaf_xy_ = file_.read<std::int32_t>("/water/leaf_xy");
    leaf_mm_ = 1000 * file_.number_attribute("/water", "leaf_m");
    water_time_s_ = file_.read<double>("/water/time_s");
    depth_cm_ = file_.read<std::uint16_t>("/water/depth_cm");
  }

  // For every picture the last place that was noted of each person outdoors.
  void read_ways() {
    ways_.resize(frames_);
    const double noted_s =
        file_.has_attribute("/trajectories", "every_s") ? file_.number_attribute("/trajectories", "every_s") : every_s_;
    each_way_point(file_, [&](const WayPoint& at) {
      const double time = static_cast<double>(at.time_s);
      const auto frame = static_cast<std::size_t>(std::ceil(time / every_s_ - 1e-6));
      if (frame >= frames_ || time_s(frame) >= time + noted_s - 1e-6) return;
      ways_[frame].push_back({10 * at.x_cm, 10 * at.y_cm, 0});
    });
  }

  void read_losses() {
    const auto fate = file_.read<std::uint8_t>("/persons/fate");
    const auto time_s = file_.read<float>("/persons/time_s");
    const auto x_cm = file_.read<std::int32_t>("/persons/x_cm");
    const auto y_cm = file_.read<std::int32_t>("/persons/y_cm");
    for (std::size_t i = 0; i < fate.size(); ++i)
      if (fate[i] == static_cast<std::uint8_t>(PersonFate::lost))
        losses_.push_back({static_cast<double>(time_s[i]), {10 * x_cm[i], 10 * y_cm[i], 0}});
  }

  void draw_water(Canvas& canvas, const MapFrame& map, std::size_t frame) const {
    if (leaf_xy_.empty()) return;
    const auto after = std::upper_bound(water_time_s_.begin(), water_time_s_.end(), time_s(frame) + 1e-6);
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(after - water_time_s_.begin() - 1, 0));
    for (std::size_t leaf = 0; leaf < leaf_xy_.size() / 2; ++leaf) {
      const std::uint16_t cm = depth_cm_[leaf * water_time_s_.size() + at];
      if (cm == 0) continue;
      // Whole pixels, so that no seams show between leaves.
      const Pixel from = map.at(leaf_xy_[2 * leaf] * leaf_mm_, (leaf_xy_[2 * leaf + 1] + 1) * leaf_mm_);
      const Pixel to = map.at((leaf_xy_[2 * leaf] + 1) * leaf_mm_, leaf_xy_[2 * leaf + 1] * leaf_mm_);
      const double x = std::floor(from.x);
      const double y = std::floor(from.y);
      canvas.box(x, y, std::max(1.0, std::floor(to.x) - x), std::max(1.0, std::floor(to.y) - y),
                 palette::depths[palette::step_of(palette::depths, static_cast<float>(cm) / 100)].colour, 0.75F);
    }
  }

  void draw_shelters(Canvas& canvas, const MapFrame& map, std::size_t frame) const {
    const auto& all = scene_.tables.destinations;
    std::int64_t most = 1;
    for (const ResultDestination& one : all) most = std::max(most, one.admitted);
    for (const std::size_t d : scene_.order) {
      if (!scene_.place[d]) continue;
      const std::int64_t in = admitted_.empty() ? all[d].admitted : admitted_[point(frame) * all.size() + d];
      const Pixel at = map.at(scene_.place[d]->x_mm, scene_.place[d]->y_mm);
      const double radius =
          (5 + 13 * std::sqrt(static_cast<double>(all[d].admitted) / static_cast<double>(most))) * map.unit;
      const bool full = all[d].full_at_s >= 0 && time_s(frame) >= all[d].full_at_s;
      const auto whole =
          static_cast<double>(all[d].capacity > 0 ? all[d].capacity : std::max<std::int64_t>(all[d].admitted, 1));
      const double share = std::min(1.0, static_cast<double>(in) / whole);
      canvas.disc(at, radius + 2.5 * map.unit, full ? palette::full : ring);
      canvas.disc(at, radius, palette::paper);
      canvas.disc(at, radius * std::sqrt(share), full ? palette::full : palette::shelter);
    }
  }

  H5Input file_;
  RunScene scene_;
  double every_s_;
  double start_s_{0};
  std::size_t frames_{0};
  std::vector<std::int32_t> leaf_xy_;
  double leaf_mm_{0};
  std::vector<double> water_time_s_;
  std::vector<std::uint16_t> depth_cm_;
  std::vector<std::vector<PointMm>> ways_;  ///< [frames]
  std::vector<Loss> losses_;
  std::vector<std::int64_t> admitted_;
};

void draw_words(Canvas& canvas, const MapFrame& map, const Film& film, std::size_t frame, const std::string& title) {
  const double u = map.unit;
  draw_text(canvas, title, {map.left, 42 * u}, 20 * u, palette::ink, 0.13);
  draw_text(canvas, film.clock(frame), {map.left, 76 * u}, 17 * u, palette::ink, 0.14);
  const ResultCurve& curve = film.scene().tables.curve;
  const std::size_t i = film.point(frame);
  LegendPanel legend(canvas, map);
  legend.heading("Persons");
  const auto line = [&](const Colour& colour, const char* what, std::int64_t persons) {
    legend.disc(colour, 3.2, fmt::format("{} {}", fmt::group_digits(persons), what));
  };
  line(palette::waiting, "not yet set off", curve.waiting[i]);
  line(palette::under_way, "on the way", curve.walking[i] + curve.at_entrance[i]);
  line(palette::shelter, "safe", curve.safe[i]);
  line(palette::lost, "lost", curve.lost[i]);
  if (film.has_water()) {
    legend.heading("Depth of water");
    for (const palette::Step& step : palette::depths) legend.entry(step.colour, step.name);
  }
  legend.heading("Shelters and exits");
  legend.disc(palette::shelter, 5, "filled as far as taken");
  legend.disc(palette::full, 5, "full");
  const std::string source = latin(film.scene().tables.attribution);
  draw_text(canvas, source, {map.left, map.height - 14 * u}, 9.5 * u, palette::faint_ink);
}

// A title in another script would lose its words; the name of a run is in ASCII.
std::string title_of(const RunScene& scene, const std::string& given) {
  const std::string& told = given.empty() ? scene.tables.title : given;
  const bool drawable = std::all_of(told.begin(), told.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return told.empty() || !drawable ? scene.tables.name : told;
}

}  // namespace

std::size_t draw_frames(const RunFiles& files, const std::string& folder, const RunFrameOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw OutputError(folder, fmt::format("cannot be made ({}). Choose another folder", error.message()));
  const Film film(files, options);
  const MapFrame map = frame_map(film.scene().box, options.size_pixels);
  Canvas town(map.width, map.height, palette::paper);
  if (film.scene().city) draw_backdrop(town, map, *film.scene().city);
  const std::string title = title_of(film.scene(), options.title);
  Progress progress("frames", static_cast<double>(film.frames()));
  for (std::size_t frame = 0; frame < film.frames(); ++frame) {
    Canvas canvas = town;
    film.draw(canvas, map, frame);
    clear_around(canvas, map);
    draw_words(canvas, map, film, frame, title);
    write_whole_file(fmt::format("{}/frame_{:05}.png", folder, frame),
                     encode_png(canvas.bytes(), canvas.width(), canvas.height()));
    progress.update(static_cast<double>(frame + 1));
  }
  return film.frames();
}

}  // namespace machi
