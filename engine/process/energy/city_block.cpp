#include "engine/process/energy/city_block.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"
#include "kernels/five_r_one_c/five_r_one_c.hpp"

namespace machi {
namespace {

/// The layered kernel counts temperatures from here.
constexpr auto zero_C = static_cast<float>(kernels::zone_zero_C);
/// Horizons of faces before which nothing stands.
constexpr std::size_t most_faces = 8;
alignas(64) constexpr std::array<std::uint8_t, most_faces * face_points * sky_sectors * CityBlock::lanes> open_steps{};

std::vector<std::uint32_t> districts_of(const CityWorld& world, std::span<const std::uint32_t> rows) {
  std::vector<std::uint32_t> districts;
  for (const std::uint32_t row : rows) districts.push_back(world.district[row]);
  return districts;
}

}  // namespace

CityBlock::CityBlock(const CityWorld& world, std::span<const std::uint32_t> rows,
                     std::span<const GlassPolynomial> glass, PlantYears& years, const PanelAir& air)
    : world_(world),
      rows_(rows.begin(), rows.end()),
      users_(world, rows),
      panel_air_(air),
      meters_(world, rows),
      districts_(districts_of(world, rows)) {
  add_supplies(rows, years);
  add_faces(rows);
  std::vector<ZoneElements> elements;
  for (const std::uint32_t row : rows) elements.push_back(elements_of(world.zones[row], world.envelopes));
  add_elements(elements, glass);
  for (std::size_t lane = 0; lane < rows.size(); ++lane)
    loss_K_W_[lane] = static_cast<float>(1 / world.zones[rows[lane]].loss_W_K);
  if (world.model == EnergyModel::simple) {
    add_simple(elements);
    return;
  }
  std::vector<const ThermalZone*> zones;
  for (const ZoneElements& zone : elements) zones.push_back(&zone.thermal);
  layered_ = std::make_unique<ZoneBlock<float>>(zones, 3600.0 / static_cast<double>(world.steps_per_h), first_C);
}

CityBlock::Room::Room(const CityWorld& world)
    : carriers(world.supplies.empty() ? 0 : city_carrier_count * lanes * 24, 0) {
  for (CityUsers::Lane& hour : powered) hour.fill(1);
}

void CityBlock::add_faces(std::span<const std::uint32_t> rows) {
  const std::size_t faces = world_.zones[rows[0]].facings.size();
  for (auto* column :
       {&columns_.east, &columns_.north, &columns_.up, &columns_.sky, &columns_.horizon, &columns_.ground})
    column->assign(faces * lanes, 0);
  const bool open = world_.horizons == nullptr && faces <= most_faces;
  if (!open) columns_.step.assign(faces * face_points * sky_sectors * lanes, 0);
  for (std::size_t f = 0; f < faces; ++f)
    for (std::size_t lane = 0; lane < rows.size(); ++lane) {
      const CityZone& zone = world_.zones[rows[lane]];
      const PlaneFacing& facing = zone.facings[f];
      const FaceView& view = zone.views[f];
      const SkyVector out = axes_of(facing).out;
      const std::size_t at = f * lanes + lane;
      columns_.east[at] = static_cast<float>(out[0]);
      columns_.north[at] = static_cast<float>(out[1]);
      columns_.up[at] = static_cast<float>(out[2]);
      columns_.sky[at] = static_cast<float>(view.sky * (1 + std::cos(facing.tilt_deg * degree)) / 2);
      columns_.horizon[at] = static_cast<float>(view.horizon * std::sin(facing.tilt_deg * degree));
      columns_.ground[at] = static_cast<float>(view.ground);
      if (world_.horizons == nullptr) continue;
      const HorizonSteps& step = world_.horizons->of(rows[lane])[f];
      for (std::size_t point = 0; point < face_points; ++point)
        for (std::size_t sector = 0; sector < sky_sectors; ++sector)
          columns_.step[((sector * faces + f) * face_points + point) * lanes + lane] = step[point][sector];
    }
}

void CityBlock::add_elements(std::span<const ZoneElements> zones, std::span<const GlassPolynomial> glass) {
  const ZoneElements& first = zones[0];
  const std::size_t elements = first.thermal.elements.size();
  for (auto* column : {&columns_.outer_m2, &columns_.through_m2, &columns_.shared, &columns_.sky_W_K4,
                       &columns_.air_W_K4, &columns_.outer_share, &columns_.outer_W, &columns_.inner_W})
    column->assign(elements * lanes, 0);
  columns_.face = first.face_of;
  for (std::size_t e = 0; e < elements; ++e) {
    const bool is_glass = first.glazing_of[e] != no_zone;
    columns_.is_glass.push_back(is_glass ? 1 : 0);
    if (is_glass) glass_ = glass[first.glazing_of[e]];
    for (std::size_t lane = 0; lane < zones.size(); ++lane) {
      const ThermalZone& zone = zones[lane].thermal;
      const ThermalElement& face = zone.elements[e];
      const double past_curtains = world_.archetypes.uses[world_.zones[rows_[lane]].use].sun_share;
      const std::size_t at = e * lanes + lane;
      columns_.outer_m2[at] = static_cast<float>(is_glass ? face.area_m2 : face.area_m2 * face.solar_absorptance);
      columns_.through_m2[at] = static_cast<float>(is_glass ? face.area_m2 * past_curtains : 0);
      columns_.shared[at] = static_cast<float>(face.sun_share);
      columns_.sky_W_K4[at] = static_cast<float>(face.emission_W_K4 * face.sky_share);
      columns_.air_W_K4[at] = static_cast<float>(face.emission_W_K4 * (1 - face.sky_share));
      sun_lost_[lane] = static_cast<float>(zone.sun_lost);
    }
  }
}

void CityBlock::add_simple(std::span<const ZoneElements> zones) {
  simple_ = std::make_unique<Simple>();
  for (Lane* column : {&simple_->h_is, &simple_->h_w, &simple_->h_ms, &simple_->storage}) column->fill(1);
  for (std::size_t lane = 0; lane < zones.size(); ++lane) {
    const SimpleZone zone = simple_zone(world_.simple_inside_W_m2K, zones[lane].thermal);
    simple_->h_is[lane] = static_cast<float>(zone.h_is_W_K);
    simple_->h_w[lane] = static_cast<float>(zone.h_w_W_K);
    simple_->h_ms[lane] = static_cast<float>(zone.h_ms_W_K);
    simple_->h_em[lane] = static_cast<float>(zone.h_em_W_K);
    simple_->storage[lane] = static_cast<float>(zone.capacity_J_K / 3600);
    simple_->mass_C[lane] = static_cast<float>(first_C);
    simple_->mass_share[lane] = static_cast<float>(zone.mass_share);
    simple_->surface_share[lane] = static_cast<float>(zone.surface_share);
    for (std::size_t e = 0; e < zone.outer_share.size(); ++e)
      columns_.outer_share[e * lanes + lane] = static_cast<float>(zone.outer_share[e]);
  }
}

void CityBlock::add_supplies(std::span<const std::uint32_t> rows, PlantYears& years) {
  if (world_.supplies.empty()) return;
  std::vector<const EnergySystem*> systems;
  std::vector<double> floor_m2;
  for (const std::uint32_t row : rows) {
    systems.push_back(&world_.systems[world_.supplies[row].system]);
    const ZoneUsers& users = world_.zones[row].users;
    // Ratings by area want some, also where nothing is heated.
    floor_m2.push_back(std::max(10.0, static_cast<double>(users.room_m2) + static_cast<double>(users.dwelling_m2)));
  }
  plants_.emplace(systems, floor_m2, years);
  if (meters_.any_panels()) face_W_m2_.assign(world_.zones[rows[0]].facings.size() * lanes, 0);
  for (std::size_t lane = 0; lane < rows.size(); ++lane)
    if (meters_.has(lane)) of_day_.metered = static_cast<std::uint16_t>(of_day_.metered | 1U << lane);
}

void CityBlock::take_light(const CityHour& hour, float* outer_W, float* inner_W, float* incoming_W) {
  const Columns& c = columns_;
  kernels::city_light({c.east.size() / lanes, c.east.data(), c.north.data(), c.up.data(), c.sky.data(),
                       c.horizon.data(), c.ground.data(), c.step.empty() ? open_steps.data() : c.step.data()},
                      {c.face.size(), c.face.data(), c.is_glass.data(), c.outer_m2.data(), c.through_m2.data(),
                       c.shared.data(), c.sky_W_K4.data(), c.air_W_K4.data(), glass_.beam, glass_.diffuse},
                      hour.light, {outer_W, inner_W, incoming_W, face_W_m2_.empty() ? nullptr : face_W_m2_.data()});
}

// What users ask for is the same in all steps of an hour.
void CityBlock::run_layered(const CityHour& hour, std::size_t h) {
  auto& columns = layered_->columns;
  Lane incoming_W;
  take_light(hour, columns.outer_W.data(), columns.inner_W.data(), incoming_W.data());
  std::fill(columns.ambient_C.begin(), columns.ambient_C.end(), hour.outdoor_C - zero_C);
  std::fill(columns.supply_C.begin(), columns.supply_C.end(), hour.outdoor_C - zero_C);
  const CityUsers::Day& users = room_->users;
  alignas(64) Lane heat_to_C, cool_to_C;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    heat_to_C[lane] = users.heat_to_C[h][lane] - zero_C;
    cool_to_C[lane] = users.cool_to_C[h][lane] - zero_C;
  }
  const kernels::ZoneForcing<float> forcing{
      columns.ambient_C.data(),   columns.outer_W.data(),      columns.inner_W.data(),         columns.supply_C.data(),
      users.air_gain_W[h].data(), users.star_gain_W[h].data(), users.air_change_W_K[h].data(), heat_to_C.data(),
      cool_to_C.data(),           users.heat_most_W[h].data(), users.cool_most_W[h].data(),    true};
  const auto steps = static_cast<std::size_t>(world_.steps_per_h);
  const std::array<Lane*, 3> means{&room_->heating_W[h], &room_->cooling_W[h], &room_->air_C[h]};
  layered_->run(forcing, steps, {means[0]->data(), means[1]->data(), means[2]->data()});
  if (steps > 1) {
    const auto count = static_cast<float>(steps);
    for (Lane* lane_means : means)
      for (float& mean : *lane_means) mean = 1 / count * (count * mean);
  }
  for (float& mean_C : *means[2]) mean_C += zero_C;
}

void CityBlock::set_simple(const CityHour& hour, std::size_t h) {
  Lane incoming_W{}, radiant_W{};
  take_light(hour, columns_.outer_W.data(), columns_.inner_W.data(), incoming_W.data());
  // What sky and air radiate counts against air as warm as the outdoor air.
  for (std::size_t e = 0; e < columns_.face.size(); ++e)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::size_t at = e * lanes + lane;
      const float balance_W =
          columns_.outer_W[at] - (columns_.sky_W_K4[at] + columns_.air_W_K4[at]) * hour.light.air_K4;
      const float pane_W = columns_.inner_W[at] - columns_.shared[at] * incoming_W[lane];
      radiant_W[lane] += columns_.outer_share[at] * balance_W + pane_W;
    }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const float all_W = radiant_W[lane] + (1 - sun_lost_[lane]) * incoming_W[lane] + room_->users.star_gain_W[h][lane];
    simple_->mass_W[lane] = simple_->mass_share[lane] * all_W;
    simple_->surface_W[lane] = simple_->surface_share[lane] * all_W;
    simple_->outdoor_C[lane] = hour.outdoor_C;
  }
}

void CityBlock::run_simple(std::size_t h) {
  Simple& s = *simple_;
  const CityUsers::Day& users = room_->users;
  kernels::five_r_one_c({s.h_is.data(), s.h_w.data(), s.h_ms.data(), s.h_em.data(), s.storage.data(), s.mass_C.data()},
                        {s.outdoor_C.data(), s.outdoor_C.data(), users.air_change_W_K[h].data(),
                         users.air_gain_W[h].data(), s.surface_W.data(), s.mass_W.data(), users.heat_to_C[h].data(),
                         users.cool_to_C[h].data(), users.heat_most_W[h].data(), users.cool_most_W[h].data()},
                        {s.heating_W.data(), s.cooling_W.data(), s.air_C.data()});
  room_->heating_W[h] = s.heating_W;
  room_->cooling_W[h] = s.cooling_W;
  room_->air_C[h] = s.air_C;
}

// What the columns of a day are, wherever they lie.
void CityBlock::point_to_day() {
  const auto set = [&](LoadKind kind, const CityUsers::Hours& hours) {
    of_day_.loads[static_cast<std::size_t>(kind)] = hours[0].data();
  };
  set(LoadKind::heating, room_->heating_W);
  set(LoadKind::cooling, room_->cooling_W);
  set(LoadKind::hot_water, room_->users.hot_water_W);
  set(LoadKind::cooking, users_.cooking_W);
  set(LoadKind::equipment, users_.equipment_W);
  set(LoadKind::lights, users_.lights_W);
  set(LoadKind::air_C, room_->air_C);
  of_day_.zones = rows_;
  of_day_.carriers = plants_ ? room_->carriers.data() : nullptr;
  of_day_.powered = room_->powered[0].data();
}

void CityBlock::run_plants() {
  plants_->run_day(static_cast<std::size_t>(of_day_.day),
                   {of_day_.of(LoadKind::heating), of_day_.of(LoadKind::cooling), room_->users.drying_W[0].data(),
                    of_day_.of(LoadKind::hot_water), of_day_.of(LoadKind::cooking), of_day_.of(LoadKind::equipment),
                    of_day_.of(LoadKind::lights), of_day_.powered, room_->users.hot_water_Wh.data()},
                   room_->carrier(0), room_->carrier(city_carrier(MeterFlow::from_grid)));
  if (!of_day_.dark) return;
  float* const unserved_W = room_->carrier(city_carrier(MeterFlow::unserved));
  for (std::size_t h = 0; h < 24; ++h)
    for (std::size_t lane = 0; lane < lanes; ++lane)
      unserved_W[h * lanes + lane] =
          (1 - room_->powered[h][lane]) * (users_.equipment_W[h][lane] + users_.lights_W[h][lane]);
}

// Which hours of the day have power, in which zones.
void CityBlock::set_power() {
  of_day_.dark = plants_ && world_.outage.touches(of_day_.day);
  if (!of_day_.dark && !room_->any_dark) return;
  room_->any_dark = of_day_.dark;
  const std::size_t first_hour = 24 * static_cast<std::size_t>(of_day_.day);
  const std::vector<Outage> whole{world_.outage};
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const bool touched = of_day_.dark && lane < rows_.size() && world_.supplies[rows_[lane]].goes_dark;
    const std::vector<Outage>& own = touched ? world_.supplies[rows_[lane]].cuts : whole;
    const std::vector<Outage>& cuts = own.empty() ? whole : own;
    for (std::size_t h = 0; h < 24; ++h) {
      const bool has_power = !touched || std::none_of(cuts.begin(), cuts.end(),
                                                      [&](const Outage& cut) { return cut.has(first_hour + h); });
      room_->powered[h][lane] = has_power ? 1.0F : 0.0F;
      if (!has_power) users_.darken(h, lane, plants_->heats_without_power(lane), room_->users);
    }
  }
}

void CityBlock::run_meters() {
  if (of_day_.metered == 0) return;
  for (std::size_t flow = 0; flow < meter_flow_count; ++flow) {
    const bool stands = flow == static_cast<std::size_t>(MeterFlow::from_grid) ||
                        (of_day_.dark && flow == static_cast<std::size_t>(MeterFlow::unserved));
    if (!stands) std::fill_n(room_->carrier(use_count + flow), 24 * lanes, 0.0F);
  }
  for (std::size_t lane = 0; lane < rows_.size(); ++lane) {
    if (!meters_.has(lane)) continue;
    const float* const drawn_W = room_->carrier(city_carrier(MeterFlow::from_grid));
    DayColumn zone_W, wanted_W;
    std::array<bool, hours_per_day> powered;
    for (std::size_t h = 0; h < 24; ++h) {
      zone_W[h] = drawn_W[h * lanes + lane];
      wanted_W[h] = users_.equipment_W[h][lane] + users_.lights_W[h][lane];
      powered[h] = room_->powered[h][lane] > 0;
    }
    MeterDay flows;
    meters_.run_day(lane, zone_W, wanted_W, powered, flows);
    for (std::size_t flow = 0; flow < meter_flow_count; ++flow)
      for (std::size_t h = 0; h < 24; ++h) room_->carrier(use_count + flow)[h * lanes + lane] = flows.W[flow][h];
  }
}

// The mean of the air less what heating and cooling lift it by in the long run.
void CityBlock::note_free() {
  Lane heating_W{}, cooling_W{}, air_C{};
  for (std::size_t h = 0; h < 24; ++h)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      heating_W[lane] += room_->heating_W[h][lane];
      cooling_W[lane] += room_->cooling_W[h][lane];
      air_C[lane] += room_->air_C[h][lane];
    }
  for (std::size_t lane = 0; lane < lanes; ++lane)
    free_C_[lane] = air_C[lane] / 24 - (heating_W[lane] / 24 - cooling_W[lane] / 24) * loss_K_W_[lane];
}

CityBlock::Lane CityBlock::zones_air_C() const {
  if (simple_) return simple_->air_C;
  Lane air;
  for (std::size_t lane = 0; lane < lanes; ++lane) air[lane] = layered_->air_C[lane] + zero_C;
  return air;
}

void CityBlock::run_day(int day, Room& room) {
  room_ = &room;
  of_day_.day = day;
  point_to_day();
  const std::size_t first = 24 * static_cast<std::size_t>(day);
  if (!has_day_) free_C_.fill(world_.outdoor_mean_C[static_cast<std::size_t>(day)]);
  has_day_ = true;
  users_.set_day(day, free_C_, plants_ ? &*plants_ : nullptr, room.users);
  set_power();
  for (std::size_t h = 0; h < 24; ++h) {
    const CityHour& hour = world_.hours[first + h];
    users_.open_windows(h, hour.outdoor_C, zones_air_C(), room.users);
    if (simple_) {
      set_simple(hour, h);
      run_simple(h);
    } else {
      run_layered(hour, h);
    }
    if (meters_.any_panels())
      meters_.take_sun(h, hour.light.bright ? face_W_m2_.data() : nullptr, hour.outdoor_C,
                       panel_air_.warming_Km2_W[first + h]);
  }
  note_free();
  if (!plants_) return;
  run_plants();
  run_meters();
}

void CityBlock::keep(ZoneStates& states) const {
  for (std::size_t lane = 0; lane < rows_.size(); ++lane) {
    const std::uint32_t row = rows_[lane];
    ZoneState& state = states.zones[row];
    state.free_C = free_C_[lane];
    if (simple_) {
      state.air_C = simple_->air_C[lane];
      state.mass_C = simple_->mass_C[lane];
    } else {
      layered_->keep(lane, state, states.nodes(row));
    }
    meters_.keep(lane, state, states.needs(row));
  }
}

void CityBlock::go_on(const ZoneStates& states) {
  has_day_ = true;  // some day has been, so free_C_ stands
  for (std::size_t lane = 0; lane < rows_.size(); ++lane) {
    const std::uint32_t row = rows_[lane];
    const ZoneState& state = states.zones[row];
    free_C_[lane] = state.free_C;
    if (simple_) {
      simple_->air_C[lane] = state.air_C;
      simple_->mass_C[lane] = state.mass_C;
    } else {
      layered_->go_on(lane, state, states.nodes(row));
    }
    meters_.go_on(lane, state, states.needs(row));
  }
}

bool CityBlock::finite() const {
  const bool zones = simple_ ? all_finite(simple_->air_C) && all_finite(simple_->mass_C) : layered_->finite();
  return zones && all_finite(free_C_) && meters_.finite();
}

}  // namespace machi
