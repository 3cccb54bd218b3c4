#include "engine/process/energy/city_block.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/five_r_one_c/five_r_one_c.hpp"

namespace machi {
namespace {

constexpr float start_C = 15;

float polynomial(const std::array<float, 6>& c, float x) {
  return ((((c[5] * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0];
}

}  // namespace

CityBlock::CityBlock(const CityWorld& world, std::span<const std::uint32_t> rows)
    : world_(world),
      rows_(rows.begin(), rows.end()),
      users_(world, rows),
      values_(load_kinds * lanes * 24, 0) {
  add_faces(rows);
  add_elements(rows);
  for (std::size_t lane = 0; lane < rows.size(); ++lane)
    loss_K_W_[lane] = static_cast<float>(1 / world.zones[rows[lane]].loss_W_K);
  if (world.model == EnergyModel::simple) {
    add_simple(rows);
    return;
  }
  std::vector<const ThermalZone*> zones;
  for (const std::uint32_t row : rows) zones.push_back(&world.zones[row].thermal);
  layered_ = std::make_unique<ZoneBlock<float>>(zones, 3600.0 / static_cast<double>(world.steps_per_h),
                                                static_cast<double>(start_C));
  auto& columns = layered_->columns;
  const std::size_t steps = static_cast<std::size_t>(world.steps_per_h) * lanes;
  for (auto* column : {&columns.air_change_W_K, &columns.heat_to_C, &columns.cool_to_C, &columns.heat_most_W,
                       &columns.cool_most_W})
    column->assign(steps, 0);
}

void CityBlock::add_faces(std::span<const std::uint32_t> rows) {
  constexpr double degree = 3.14159265358979323846 / 180;
  faces_.resize(world_.zones[rows[0]].faces.size());
  for (std::size_t f = 0; f < faces_.size(); ++f) {
    Face& face = faces_[f];
    face.step.assign(face_points * sky_sectors * lanes, 0);
    for (std::size_t lane = 0; lane < rows.size(); ++lane) {
      const CityZone& zone = world_.zones[rows[lane]];
      const PlaneFacing& facing = zone.facings[f];
      const SkyVector out = axes_of(facing).out;
      for (std::size_t axis = 0; axis < 3; ++axis) face.out[axis][lane] = static_cast<float>(out[axis]);
      const FaceHorizon& seen = zone.faces[f];
      face.sky[lane] = static_cast<float>(seen.view.sky * (1 + std::cos(facing.tilt_deg * degree)) / 2);
      face.horizon[lane] = static_cast<float>(seen.view.horizon * std::sin(facing.tilt_deg * degree));
      face.ground[lane] = static_cast<float>(seen.view.ground);
      for (std::size_t point = 0; point < face_points; ++point)
        for (std::size_t sector = 0; sector < sky_sectors; ++sector)
          face.step[(point * sky_sectors + sector) * lanes + lane] = seen.step[point][sector];
    }
  }
}

void CityBlock::add_elements(std::span<const std::uint32_t> rows) {
  const CityZone& first = world_.zones[rows[0]];
  elements_.resize(first.thermal.elements.size());
  for (std::size_t e = 0; e < elements_.size(); ++e) {
    Element& element = elements_[e];
    element.face = first.face_of[e];
    element.glass = first.glazing_of[e] != no_zone;
    if (element.glass) glass_ = glass_polynomial(world_.archetypes.glazings[first.glazing_of[e]]);
    for (std::size_t lane = 0; lane < rows.size(); ++lane) {
      const CityZone& zone = world_.zones[rows[lane]];
      const ThermalElement& face = zone.thermal.elements[e];
      const double past_curtains = world_.archetypes.uses[zone.use].sun_share;
      element.outer_m2[lane] = static_cast<float>(element.glass ? face.area_m2 : face.area_m2 * face.solar_absorptance);
      element.through_m2[lane] = static_cast<float>(element.glass ? face.area_m2 * past_curtains : 0);
      element.shared[lane] = static_cast<float>(face.sun_share);
      element.sky_W_K4[lane] = static_cast<float>(face.emission_W_K4 * face.sky_share);
      element.air_W_K4[lane] = static_cast<float>(face.emission_W_K4 * (1 - face.sky_share));
      sun_lost_[lane] = static_cast<float>(zone.thermal.sun_lost);
    }
  }
}

void CityBlock::add_simple(std::span<const std::uint32_t> rows) {
  simple_ = std::make_unique<Simple>();
  for (Lane* column : {&simple_->h_is, &simple_->h_w, &simple_->h_ms, &simple_->storage}) column->fill(1);
  for (std::size_t lane = 0; lane < rows.size(); ++lane) {
    const SimpleZone zone = simple_zone(world_.simple_inside_W_m2K, world_.zones[rows[lane]].thermal);
    simple_->h_is[lane] = static_cast<float>(zone.h_is_W_K);
    simple_->h_w[lane] = static_cast<float>(zone.h_w_W_K);
    simple_->h_ms[lane] = static_cast<float>(zone.h_ms_W_K);
    simple_->h_em[lane] = static_cast<float>(zone.h_em_W_K);
    simple_->storage[lane] = static_cast<float>(zone.capacity_J_K / 3600);
    simple_->mass_C[lane] = start_C;
    simple_->mass_share[lane] = static_cast<float>(zone.mass_share);
    simple_->surface_share[lane] = static_cast<float>(zone.surface_share);
    for (std::size_t e = 0; e < elements_.size(); ++e)
      elements_[e].simple_share[lane] = static_cast<float>(zone.outer_share[e]);
  }
}

CityBlock::Light CityBlock::light_on(const Face& face, const CityHour& hour) const {
  Light light;
  constexpr float point_part = 1.0F / face_points;
  for (std::size_t lane = 0; lane < lanes; ++lane)
    light.diffuse[lane] = std::max(
        0.0F, hour.sky * face.sky[lane] + hour.horizon * face.horizon[lane] + hour.ground * face.ground[lane]);
  for (std::size_t m = 0; m < CityHour::moments; ++m) {
    if (hour.beam[m] <= 0) continue;
    std::array<std::uint8_t, lanes> seen{};
    for (std::size_t point = 0; point < face_points; ++point) {
      const std::uint8_t* const step = &face.step[(point * sky_sectors + hour.sector[m]) * lanes];
      for (std::size_t lane = 0; lane < lanes; ++lane)
        seen[lane] = static_cast<std::uint8_t>(seen[lane] + (hour.height[m] > step[lane] ? 1 : 0));
    }
    const auto& towards = hour.towards[m];
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const float cosine = std::max(0.0F, face.out[0][lane] * towards[0] + face.out[1][lane] * towards[1] +
                                              face.out[2][lane] * towards[2]);
      light.cosine[lane] = std::max(light.cosine[lane], cosine);
      light.beam[lane] += hour.beam[m] * point_part * static_cast<float>(seen[lane]) * cosine;
    }
  }
  return light;
}

void CityBlock::pass(const Element& element, const Light& light, Lane& outer_W, Lane& inner_W, Lane& through_W) const {
  if (!element.glass) {
    for (std::size_t lane = 0; lane < lanes; ++lane)
      outer_W[lane] += element.outer_m2[lane] * (light.beam[lane] + light.diffuse[lane]);
    return;
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const float c = light.cosine[lane], beam = light.beam[lane], diffuse = light.diffuse[lane];
    outer_W[lane] += element.outer_m2[lane] *
                     (beam * std::max(0.0F, polynomial(glass_.outer, c)) + diffuse * glass_.outer_diffuse);
    inner_W[lane] += element.outer_m2[lane] *
                     (beam * std::max(0.0F, polynomial(glass_.inner, c)) + diffuse * glass_.inner_diffuse);
    through_W[lane] += element.through_m2[lane] *
                       (beam * std::max(0.0F, polynomial(glass_.through, c)) + diffuse * glass_.through_diffuse);
  }
}

void CityBlock::set_layered(const CityHour& hour, std::size_t h) {
  auto& columns = layered_->columns;
  Lane incoming_W{};
  Light light;
  std::uint32_t lit = no_zone;
  for (std::size_t e = 0; e < elements_.size(); ++e) {
    const Element& element = elements_[e];
    Lane outer_W{}, inner_W{};
    for (std::size_t lane = 0; lane < lanes; ++lane)
      outer_W[lane] = element.sky_W_K4[lane] * hour.sky_K4 + element.air_W_K4[lane] * hour.air_K4;
    if (hour.bright && element.face != no_zone) {
      if (lit != element.face) light = light_on(faces_[element.face], hour);
      lit = element.face;
      pass(element, light, outer_W, inner_W, incoming_W);
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      columns.ambient_C[e * lanes + lane] = hour.outdoor_C;
      columns.outer_W[e * lanes + lane] = outer_W[lane];
      columns.inner_W[e * lanes + lane] = inner_W[lane];
    }
  }
  if (hour.bright)
    for (std::size_t e = 0; e < elements_.size(); ++e)
      for (std::size_t lane = 0; lane < lanes; ++lane)
        columns.inner_W[e * lanes + lane] += elements_[e].shared[lane] * incoming_W[lane];
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    columns.supply_C[lane] = hour.outdoor_C;
    columns.air_gain_W[lane] = users_.air_gain_W[h][lane];
    columns.star_gain_W[lane] = users_.star_gain_W[h][lane];
  }
  for (std::size_t step = 0; step < static_cast<std::size_t>(world_.steps_per_h); ++step)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::size_t at = step * lanes + lane;
      columns.air_change_W_K[at] = users_.air_change_W_K[h][lane];
      columns.heat_to_C[at] = users_.heat_to_C[h][lane];
      columns.cool_to_C[at] = users_.cool_to_C[h][lane];
      columns.heat_most_W[at] = users_.heat_most_W[h][lane];
      columns.cool_most_W[at] = users_.cool_most_W[h][lane];
    }
}

void CityBlock::set_simple(const CityHour& hour, std::size_t h) {
  Lane radiant_W{}, incoming_W{};
  Light light;
  std::uint32_t lit = no_zone;
  const float colder_K4 = hour.sky_K4 - hour.air_K4;
  for (std::size_t e = 0; e < elements_.size(); ++e) {
    const Element& element = elements_[e];
    Lane outer_W{}, inner_W{};
    for (std::size_t lane = 0; lane < lanes; ++lane) outer_W[lane] = element.sky_W_K4[lane] * colder_K4;
    if (hour.bright && element.face != no_zone) {
      if (lit != element.face) light = light_on(faces_[element.face], hour);
      lit = element.face;
      pass(element, light, outer_W, inner_W, incoming_W);
    }
    for (std::size_t lane = 0; lane < lanes; ++lane)
      radiant_W[lane] += element.simple_share[lane] * outer_W[lane] + inner_W[lane];
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const float all_W =
        radiant_W[lane] + (1 - sun_lost_[lane]) * incoming_W[lane] + users_.star_gain_W[h][lane];
    simple_->mass_W[lane] = simple_->mass_share[lane] * all_W;
    simple_->surface_W[lane] = simple_->surface_share[lane] * all_W;
    simple_->outdoor_C[lane] = hour.outdoor_C;
  }
}

void CityBlock::run_simple(std::size_t h) {
  Simple& s = *simple_;
  kernels::five_r_one_c({s.h_is.data(), s.h_w.data(), s.h_ms.data(), s.h_em.data(), s.storage.data(), s.mass_C.data()},
                        {s.outdoor_C.data(), s.outdoor_C.data(), users_.air_change_W_K[h].data(),
                         users_.air_gain_W[h].data(), s.surface_W.data(), s.mass_W.data(), users_.heat_to_C[h].data(),
                         users_.cool_to_C[h].data(), users_.heat_most_W[h].data(), users_.cool_most_W[h].data()},
                        {s.heating_W.data(), s.cooling_W.data(), s.air_C.data()});
  keep(h, s.heating_W.data(), s.cooling_W.data(), s.air_C.data(), 1);
}

void CityBlock::keep(std::size_t h, const float* heating_W, const float* cooling_W, const float* air_C, float part) {
  const auto put = [&](LoadKind kind, const float* column, float factor) {
    float* const values = values_.data() + static_cast<std::size_t>(kind) * lanes * 24 + h;
    for (std::size_t lane = 0; lane < lanes; ++lane) values[lane * 24] = factor * column[lane];
  };
  put(LoadKind::heating, heating_W, part);
  put(LoadKind::cooling, cooling_W, part);
  put(LoadKind::air_C, air_C, part);
  put(LoadKind::hot_water, users_.hot_water_W[h].data(), 1);
  put(LoadKind::cooking, users_.cooking_W[h].data(), 1);
  put(LoadKind::equipment, users_.equipment_W[h].data(), 1);
  put(LoadKind::lights, users_.lights_W[h].data(), 1);
}

// The mean of the air less what heating and cooling lift it by in the long run.
void CityBlock::note_free() {
  const auto sum = [&](LoadKind kind, std::size_t lane) {
    const float* const values = values_.data() + (static_cast<std::size_t>(kind) * lanes + lane) * 24;
    float all = 0;
    for (std::size_t h = 0; h < 24; ++h) all += values[h];
    return all / 24;
  };
  for (std::size_t lane = 0; lane < lanes; ++lane)
    free_C_[lane] = sum(LoadKind::air_C, lane) -
                    (sum(LoadKind::heating, lane) - sum(LoadKind::cooling, lane)) * loss_K_W_[lane];
}

void CityBlock::run_day(int day) {
  if (day_ < 0) free_C_.fill(world_.outdoor_mean_C[static_cast<std::size_t>(day)]);
  day_ = day;
  users_.set_day(day, free_C_);
  const auto steps = static_cast<std::size_t>(world_.steps_per_h);
  for (std::size_t h = 0; h < 24; ++h) {
    const CityHour& hour = world_.hours[24 * static_cast<std::size_t>(day) + h];
    users_.open_windows(h, hour.outdoor_C, simple_ ? simple_->air_C.data() : layered_->air_C.data());
    if (simple_) {
      set_simple(hour, h);
      run_simple(h);
      continue;
    }
    set_layered(hour, h);
    layered_->clear_sums();
    layered_->run(0, steps);
    keep(h, layered_->heating_W.data(), layered_->cooling_W.data(), layered_->air_sum_C.data(),
         1.0F / static_cast<float>(steps));
  }
  note_free();
}

LoadsOfDay CityBlock::loads() const {
  return {day_, rows_, values_.data(), lanes};
}

}  // namespace machi
