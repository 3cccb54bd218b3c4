#include "engine/energy/sunlit_faces.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

#include "engine/climate/facade_shade.hpp"
#include "engine/energy/glazing.hpp"
#include "engine/model/weather.hpp"

namespace machi {
namespace {

/// Shares of the four kinds of light that reach an element.
struct Seen {
  double beam{1};
  DiffuseShare diffuse{};
};

void add(Seen& sum, double weight, double beam, const DiffuseShare& diffuse) {
  sum.beam += weight * beam;
  sum.diffuse.sky += weight * diffuse.sky;
  sum.diffuse.horizon += weight * diffuse.horizon;
  sum.diffuse.ground += weight * diffuse.ground;
}

FacadeRect rect_of(const EnergySurface& surface) {
  return {0, 0, surface.width_m, surface.height_m};
}

/// One element under the sky.
class SunnyElement {
 public:
  SunnyElement(const EnergySettings& energy, const ThermalElement& element)
      : element_(element),
        surface_(energy.surfaces[element.surface]),
        facing_{surface_.tilt_deg, surface_.azimuth_deg},
        axes_(axes_of(facing_)) {
    for (const EnergyOverhang& o : energy.overhangs)
      if (o.surface == surface_.name) shades_.push_back({o.depth_m, o.left_m, o.height_m, o.right_m, o.height_m});
    for (const EnergyFin& fin : energy.fins)
      if (fin.surface == surface_.name) shades_.push_back({fin.depth_m, fin.at_m, fin.bottom_m, fin.at_m, fin.top_m});
    if (element.window != no_zone) {
      pieces_.push_back({energy.windows[element.window].rect, 1});
    } else {
      // The opaque part is the whole less its windows.
      pieces_.push_back({rect_of(surface_), 1});
      for (const EnergyWindow& window : energy.windows)
        if (window.surface == surface_.name) pieces_.push_back({window.rect, -1});
    }
    for (Piece& piece : pieces_) piece.diffuse = diffuse_share(piece.rect, shades_, facing_);
  }

  const PlaneFacing& facing() const { return facing_; }
  bool shaded() const { return !shades_.empty(); }
  double cosine(const SkyState& sky) const { return dot(axes_.out, direction_to(sky.sun)); }

  Seen seen(const SkyState& sky) const {
    if (shades_.empty()) return {};
    const LocalDirection towards = local_direction(axes_, direction_to(sky.sun));
    Seen sum{0, {0, 0, 0}};
    for (const Piece& piece : pieces_)
      add(sum, piece.sign * piece.rect.width_m * piece.rect.height_m / element_.area_m2,
          lit_share(piece.rect, shades_, towards), piece.diffuse);
    return sum;
  }

 private:
  struct Piece {
    FacadeRect rect;
    double sign;
    DiffuseShare diffuse{};
  };
  const ThermalElement& element_;
  const EnergySurface& surface_;
  PlaneFacing facing_;
  PlaneAxes axes_;
  std::vector<FacadeShade> shades_;
  std::vector<Piece> pieces_;
};

/// Irradiance of a plane at each moment of the year, unshaded.
using PlaneYear = std::vector<PlaneIrradiance>;

/// Makes the years of faces. Planes that face the same way share their irradiance, unshaded faces of the same glass
/// their year.
class FaceMaker {
 public:
  FaceMaker(const EnergySettings& energy, const std::vector<SkyState>& sky, SunlitFaces& faces)
      : energy_(energy), sky_(sky), moments_(sky.size() / hours_per_year), faces_(faces) {}

  std::uint32_t year_of(const ThermalElement& element) {
    const EnergySurface& surface = energy_.surfaces[element.surface];
    if (!element.outdoors() || !surface.sunlit) return SunlitFaces::no_year;
    const SunnyElement sunny(energy_, element);
    if (sunny.shaded()) return add(element, sunny);
    const std::string glass = element.window == no_zone ? "" : energy_.windows[element.window].glazing;
    const auto [at, fresh] = unshaded_.try_emplace({surface.tilt_deg, surface.azimuth_deg, glass}, 0);
    if (fresh) at->second = add(element, sunny);
    return at->second;
  }

 private:
  std::uint32_t add(const ThermalElement& element, const SunnyElement& sunny) {
    FaceYear year;
    year.incident_W_m2.assign(hours_per_year, 0);
    const EnergyGlazing* glass = nullptr;
    if (element.window != no_zone) {
      const std::string& name = energy_.windows[element.window].glazing;
      glass = &*std::find_if(energy_.glazings.begin(), energy_.glazings.end(),
                             [&](const EnergyGlazing& glazing) { return glazing.name == name; });
      for (std::vector<float>* column : {&year.through_W_m2, &year.absorbed_outer_W_m2, &year.absorbed_inner_W_m2})
        column->assign(hours_per_year, 0);
    }
    const Glazing optics(glass == nullptr ? EnergyGlazing{} : *glass);
    const PlaneYear& plane = plane_of(sunny.facing());
    for (std::size_t hour = 0; hour < hours_per_year; ++hour)
      if (is_bright(hour)) add_hour(year, hour, sunny, plane, glass == nullptr ? nullptr : &optics);
    faces_.years.push_back(std::move(year));
    return static_cast<std::uint32_t>(faces_.years.size() - 1);
  }

  bool is_bright(std::size_t hour) const {
    const SkyState& sky = sky_[hour * moments_];
    return sky.global_level_W_m2 > 0 || sky.direct_normal_W_m2 > 0 || sky.diffuse_level_W_m2 > 0;
  }

  const PlaneYear& plane_of(const PlaneFacing& facing) {
    const auto [at, fresh] = planes_.try_emplace({facing.tilt_deg, facing.azimuth_deg});
    if (!fresh) return at->second;
    const SkyModel model = static_cast<SkyModel>(energy_.sky);
    at->second.reserve(sky_.size());
    for (const SkyState& sky : sky_)
      at->second.push_back(plane_irradiance(model, sky, facing, energy_.ground_reflectance));
    return at->second;
  }

  // The mean over the hour's moments that count: those with the sun up, or all where it never is.
  void add_hour(FaceYear& year, std::size_t hour, const SunnyElement& sunny, const PlaneYear& plane,
                const Glazing* glass) const {
    const std::size_t first = hour * moments_;
    const auto is_up = [&](std::size_t k) { return sky_[k].sun.apparent_zenith_deg < 90; };
    std::size_t up = 0;
    for (std::size_t k = first; k < first + moments_; ++k) up += is_up(k) ? 1 : 0;
    const double part = 1.0 / static_cast<double>(up > 0 ? up : moments_);
    for (std::size_t k = first; k < first + moments_; ++k) {
      if (up > 0 && !is_up(k)) continue;
      const Seen seen = sunny.seen(sky_[k]);
      const double beam = part * plane[k].beam() * seen.beam;
      const double diffuse =
          part * std::max(0.0, plane[k].sky * seen.diffuse.sky + plane[k].horizon * seen.diffuse.horizon +
                                   plane[k].ground * seen.diffuse.ground);
      year.incident_W_m2[hour] += static_cast<float>(beam + diffuse);
      year.incident_kWh_m2 += 1e-3 * (beam + diffuse);
      if (glass != nullptr) pass_glass(year, hour, beam, diffuse, glass->beam(sunny.cosine(sky_[k])), glass->diffuse());
    }
  }

  static void pass_glass(FaceYear& year, std::size_t hour, double beam, double diffuse, const GlazingOptics& by_beam,
                         const GlazingOptics& by_diffuse) {
    const double through = beam * by_beam.transmitted + diffuse * by_diffuse.transmitted;
    year.through_W_m2[hour] += static_cast<float>(through);
    year.through_kWh_m2 += 1e-3 * through;
    year.absorbed_outer_W_m2[hour] +=
        static_cast<float>(beam * by_beam.absorbed_outer + diffuse * by_diffuse.absorbed_outer);
    year.absorbed_inner_W_m2[hour] +=
        static_cast<float>(beam * by_beam.absorbed_inner + diffuse * by_diffuse.absorbed_inner);
  }

  const EnergySettings& energy_;
  const std::vector<SkyState>& sky_;
  std::size_t moments_;  ///< of an hour
  SunlitFaces& faces_;
  std::map<std::pair<double, double>, PlaneYear> planes_;
  std::map<std::tuple<double, double, std::string>, std::uint32_t> unshaded_;
};

}  // namespace

const FaceYear* SunlitFaces::of(std::uint32_t zone, std::size_t element) const {
  const std::uint32_t year = year_of[zone][element];
  return year == no_year ? nullptr : &years[year];
}

SunlitFaces sunlit_faces(const EnergySettings& energy, const std::vector<SkyState>& sky,
                         const std::vector<ThermalZone>& zones, const std::vector<std::uint32_t>& rows) {
  SunlitFaces faces;
  faces.year_of.resize(zones.size());
  FaceMaker maker(energy, sky, faces);
  for (const std::uint32_t row : rows)
    for (const ThermalElement& element : zones[row].elements) faces.year_of[row].push_back(maker.year_of(element));
  return faces;
}

}  // namespace machi
