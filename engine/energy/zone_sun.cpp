#include "engine/energy/zone_sun.hpp"

#include <algorithm>
#include <span>

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

/// Adds one element's year to its zone's; `incoming_W` [hours] is what windows let in.
class ElementYear {
 public:
  ElementYear(const EnergySettings& energy, const std::vector<SkyState>& sky, const ThermalZone& zone, ZoneSun& sun,
              std::vector<double>& incoming_W)
      : energy_(energy),
        sky_(sky),
        moments_(sky.size() / hours_per_year),
        zone_(zone),
        sun_(sun),
        incoming_W_(incoming_W) {}

  void add(std::size_t e) {
    const ThermalElement& element = zone_.elements[e];
    if (!element.outdoors() || !energy_.surfaces[element.surface].sunlit || element.area_m2 <= 0) return;
    const SunnyElement sunny(energy_, element);
    const SkyModel model = energy_.sky == SkyChoice::perez ? SkyModel::perez : SkyModel::isotropic;
    if (element.window != no_zone) find_glazing(element);
    for (std::size_t hour = 0; hour < hours_per_year; ++hour) add_hour(hour, e, sunny, model);
  }

 private:
  // The mean over the hour's moments that count: those with the sun up, or all where it never is.
  void add_hour(std::size_t hour, std::size_t e, const SunnyElement& sunny, SkyModel model) {
    const std::span<const SkyState> moments = std::span(sky_).subspan(hour * moments_, moments_);
    const SkyState& any = moments[0];
    if (any.global_level_W_m2 <= 0 && any.direct_normal_W_m2 <= 0 && any.diffuse_level_W_m2 <= 0) return;
    const auto is_up = [](const SkyState& sky) { return sky.sun.apparent_zenith_deg < 90; };
    const auto up = std::count_if(moments.begin(), moments.end(), is_up);
    const double part = 1.0 / static_cast<double>(up > 0 ? up : static_cast<std::ptrdiff_t>(moments_));
    for (const SkyState& sky : moments)
      if (up == 0 || is_up(sky)) add_moment(hour, e, part, sunny, sky, model);
  }

  void add_moment(std::size_t hour, std::size_t e, double part, const SunnyElement& sunny, const SkyState& sky,
                  SkyModel model) {
    const ThermalElement& element = zone_.elements[e];
    const PlaneIrradiance plane = plane_irradiance(model, sky, sunny.facing(), energy_.ground_reflectance);
    const Seen seen = sunny.seen(sky);
    const double beam = part * plane.beam() * seen.beam;
    const double diffuse = part * std::max(0.0, plane.sky * seen.diffuse.sky + plane.horizon * seen.diffuse.horizon +
                                                    plane.ground * seen.diffuse.ground);
    sun_.incident_kWh_m2[e] += 1e-3 * (beam + diffuse);
    if (element.window == no_zone) {
      outer(hour, e) += static_cast<float>(element.area_m2 * element.solar_absorptance * (beam + diffuse));
    } else {
      let_in(hour, e, beam, diffuse, sunny.cosine(sky));
    }
  }

  void find_glazing(const ThermalElement& element) {
    const std::string& name = energy_.windows[element.window].glazing;
    const auto at = std::find_if(energy_.glazings.begin(), energy_.glazings.end(),
                                 [&](const EnergyGlazing& glazing) { return glazing.name == name; });
    glazing_ = Glazing(*at);
  }

  void let_in(std::size_t hour, std::size_t e, double beam, double diffuse, double cosine) {
    const double area_m2 = zone_.elements[e].area_m2;
    const GlazingOptics by_beam = glazing_.beam(cosine);
    const GlazingOptics& by_diffuse = glazing_.diffuse();
    const double through_W_m2 = beam * by_beam.transmitted + diffuse * by_diffuse.transmitted;
    sun_.transmitted_kWh_m2[e] += 1e-3 * through_W_m2;
    incoming_W_[hour] += area_m2 * through_W_m2;
    outer(hour, e) +=
        static_cast<float>(area_m2 * (beam * by_beam.absorbed_outer + diffuse * by_diffuse.absorbed_outer));
    inner(hour, e) +=
        static_cast<float>(area_m2 * (beam * by_beam.absorbed_inner + diffuse * by_diffuse.absorbed_inner));
  }

  float& outer(std::size_t hour, std::size_t e) { return sun_.outer_W[hour * zone_.elements.size() + e]; }
  float& inner(std::size_t hour, std::size_t e) { return sun_.inner_W[hour * zone_.elements.size() + e]; }

  const EnergySettings& energy_;
  const std::vector<SkyState>& sky_;
  std::size_t moments_;  ///< of an hour
  const ThermalZone& zone_;
  ZoneSun& sun_;
  std::vector<double>& incoming_W_;
  Glazing glazing_{EnergyGlazing{}};
};

}  // namespace

ZoneSun zone_sun(const EnergySettings& energy, const std::vector<SkyState>& sky, const ThermalZone& zone) {
  const std::size_t elements = zone.elements.size();
  ZoneSun sun{std::vector<float>(hours_per_year * elements, 0), std::vector<float>(hours_per_year * elements, 0),
              std::vector<double>(elements, 0), std::vector<double>(elements, 0)};
  std::vector<double> incoming_W(hours_per_year, 0);
  ElementYear year(energy, sky, zone, sun, incoming_W);
  for (std::size_t e = 0; e < elements; ++e) year.add(e);
  for (std::size_t hour = 0; hour < hours_per_year; ++hour)
    for (std::size_t e = 0; e < elements; ++e)
      sun.inner_W[hour * elements + e] += static_cast<float>(incoming_W[hour] * zone.elements[e].sun_share);
  return sun;
}

}  // namespace machi
