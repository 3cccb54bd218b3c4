#include "io/synth/synth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <map>

#include "engine/core/error.hpp"
#include "io/options/options.hpp"
#include "io/synth/code_lists.hpp"
#include "io/synth/output.hpp"
#include "io/synth/places_writer.hpp"
#include "io/synth/tile.hpp"
#include "io/synth/timetable_writer.hpp"
#include "io/synth/water_frames_writer.hpp"

namespace machi {
namespace {

using namespace synth;
namespace fs = std::filesystem;

constexpr std::int64_t fewest_buildings = 100, most_buildings = 2'000'000;

/// All meshes that hold a part of the town, in the order of their codes, with what each may hold.
std::vector<MeshArea> meshes_of(const Town& town, const Geodesy& geodesy) {
  PlanRect extent = town.extent();
  extent.v0_m = -Town::sea_width_m;
  std::map<Mesh, MeshArea> found;
  const auto index = [](double value) { return static_cast<int>(std::floor(value / Warp::step_m)); };
  for (int column = index(extent.u0_m); column <= index(extent.u1_m) + 1; ++column)
    for (int row = index(extent.v0_m); row <= index(extent.v1_m) + 1; ++row) {
      const Mesh mesh = mesh_at(geodesy.at(town.warp().node(column, row)));
      PlanRect& plan = found.try_emplace(mesh, MeshArea{mesh, {1e18, 1e18, -1e18, -1e18}}).first->second.plan;
      // A point of the mesh lies within a lattice step of a node of the mesh, or of one that is in the next.
      plan = {std::min(plan.u0_m, (column - 2) * Warp::step_m), std::min(plan.v0_m, (row - 2) * Warp::step_m),
              std::max(plan.u1_m, (column + 2) * Warp::step_m), std::max(plan.v1_m, (row + 2) * Warp::step_m)};
    }
  std::vector<MeshArea> areas;
  for (const auto& [mesh, area] : found) areas.push_back(area);
  return areas;
}

Geodesy geodesy_of(const Town& town) {
  PlanRect extent = town.extent();
  extent.v0_m = -Town::sea_width_m;
  const double margin = Warp::largest_shift_m;
  return Geodesy({extent.u0_m - margin, extent.v0_m - margin}, {extent.u1_m + margin, extent.v1_m + margin});
}

/// Writes all files of one mesh.
class MeshWriter {
 public:
  MeshWriter(const World& world, const std::string& directory, std::size_t index, const MeshArea& area)
      : directory_(directory), index_(index), tile_(world, area), code_(area.mesh.code()) {}

  void run(SynthSummary& summary, std::vector<Shelter>& shelters, MeshPersons& persons) {
    const World& world = tile_.world();
    GmlDocument buildings(world.geodesy);
    write_buildings(tile_, buildings, summary, shelters, persons);
    save(buildings, "bldg/" + code_ + "_bldg_6697_op.gml", "../../", summary);
    GmlDocument roads(world.geodesy);
    write_roads(tile_, roads, summary);
    save(roads, "tran/" + code_ + "_tran_6697_op.gml", "../../", summary);
    GmlDocument land(world.geodesy);
    write_land_use(tile_, land, summary, shelters);
    add_high_ground(tile_, shelters);
    save(land, "luse/" + code_ + "_luse_6697_op.gml", "../../", summary);
    GmlDocument terrain(world.geodesy);
    write_terrain(tile_, terrain, summary);
    save(terrain, "dem/" + tile_.area().mesh.second_code() + "_dem_6697_" + code_.substr(6) + "_op.gml", "../../",
         summary);
    write_surfaces(summary);
    write_hazards(summary);
  }

 private:
  void write_surfaces(SynthSummary& summary) {
    const Geodesy& geodesy = tile_.world().geodesy;
    GmlDocument bridges(geodesy);
    write_bridges(tile_, bridges, summary);
    save(bridges, "brid/" + code_ + "_brid_6697_op.gml", "../../", summary);
    GmlDocument waters(geodesy);
    write_waters(tile_, waters, summary);
    save(waters, "wtr/" + code_ + "_wtr_6697_op.gml", "../../", summary);
    GmlDocument use_districts(geodesy);
    write_use_districts(tile_, use_districts, summary);
    save(use_districts, "urf/" + code_ + "_urf_6697_yoto_op.gml", "../../", summary);
  }

  void write_hazards(SynthSummary& summary) {
    GmlDocument tsunami(tile_.world().geodesy);
    write_hazard(tile_, Hazard::tsunami, 0, tsunami, summary);
    save(tsunami, "tnm/12_1/" + code_ + "_tnm_6697_op.gml", "../../../", summary);
    for (const int period : rivers_near(tile_))
      for (const Hazard scale : {Hazard::flood_planned, Hazard::flood_largest}) {
        GmlDocument flood(tile_.world().geodesy);
        write_hazard(tile_, scale, period, flood, summary);
        save(flood,
             fmt::format("fld/pref/{}/{}_fld_6697_{}_op.gml", river_folder(period), code_,
                         scale == Hazard::flood_planned ? "l1" : "l2"),
             "../../../../", summary);
      }
  }

  /// The river at the main station has no number.
  static std::string river_folder(int period) {
    if (period == 0) return "machigawa_machigawa";
    return fmt::format("machigawa_machigawa{}{}", period < 0 ? "w" : "e", std::abs(period));
  }

  void save(const GmlDocument& document, const std::string& name, std::string_view up, SynthSummary& summary) const {
    if (document.empty()) return;
    DocumentDefects defects;
    if (tile_.world().options.awkward > 0) {
      defects.byte_order_mark = index_ % 3 == 0;
      defects.undeclared_prefix = index_ % 4 == 1;
    }
    // As once published: an element of a prefix that the file does not declare.
    const std::string_view stray =
        defects.undeclared_prefix
            ? "<core:cityObjectMember><energy:WeatherStation gml:id=\"stray\"/></core:cityObjectMember>\n"
            : "";
    summary.bytes += write_file(directory_ + "/udx/" + name,
                                {document.head(up, defects), document.body().bytes(), stray, GmlDocument::tail()});
    ++summary.files;
  }

  const std::string& directory_;
  std::size_t index_;
  Tile tile_;
  std::string code_;
};

constexpr std::string_view marker = "/machi/town.json";

/// Makes the folder ready: a town of an earlier run is replaced where that was asked for, anything else is left alone.
void prepare(const SynthOptions& options, const std::string& directory, SynthSummary& summary) {
  std::error_code error;
  if (fs::exists(directory, error) && !fs::is_empty(directory, error)) {
    if (!options.force || !fs::exists(directory + std::string(marker)))
      throw UsageError(fmt::format("{} is not empty{}", directory,
                                   options.force
                                       ? " and holds no town that machi synth wrote. Name another folder"
                                       : ". Name another folder, or replace a synthetic town there with --force"));
    for (const char* part : {"/udx", "/codelists", "/machi", "/shelters", "/transit"})
      fs::remove_all(directory + part, error);
  }
  const std::string text = fmt::format(
      "{{\"made_by\": \"machi synth\", \"fictitious\": true, \"buildings\": {}, \"seed\": {}, \"awkward\": {}, "
      "\"lod2_share\": {}, \"lod3_share\": {}, \"epsg\": {}}}\n",
      options.buildings, options.seed, options.awkward, options.lod2_share, options.lod3_share, Geodesy::epsg);
  summary.bytes += write_file(directory + std::string(marker), {text});
  ++summary.files;
  summary.files += write_code_lists(directory, summary.bytes);
}

void check(const SynthOptions& options) {
  const auto share = [](double value) { return value >= 0 && value <= 1; };
  if (options.buildings < fewest_buildings || options.buildings > most_buildings)
    throw UsageError(fmt::format("--buildings {} is out of range. Give {} to {}", options.buildings, fewest_buildings,
                                 most_buildings));
  if (options.seed < 0) throw UsageError("--seed is negative. Give 0 or more");
  if (!share(options.awkward) || !share(options.lod2_share) || !share(options.lod3_share))
    throw UsageError("--awkward, --lod2-share and --lod3-share are shares. Give 0 to 1");
}

/// What the meshes of one rank add up to.
struct Mine {
  SynthSummary summary;
  std::vector<Shelter> shelters;
  MeshPersons persons;
};

/// What ranks and meshes add up; SynthSummary::meshes is known to all.
constexpr std::array sums_of_summary{
    &SynthSummary::files,          &SynthSummary::bytes,          &SynthSummary::buildings,
    &SynthSummary::building_parts, &SynthSummary::buildings_lod2, &SynthSummary::roads,
    &SynthSummary::roads_lod3,     &SynthSummary::bridges,        &SynthSummary::land_uses,
    &SynthSummary::use_districts,  &SynthSummary::waters,         &SynthSummary::dem_triangles,
    &SynthSummary::inundations,    &SynthSummary::shelters,       &SynthSummary::persons,
    &SynthSummary::bus_lines};

void add(const SynthSummary& from, SynthSummary& to) {
  for (const auto member : sums_of_summary) to.*member += from.*member;
}

/// Writes every size-th mesh. No exception leaves the parallel region; the first one caught is thrown after it.
void write_meshes(const Comm& comm, const World& world, const std::string& directory,
                  const std::vector<MeshArea>& areas, Mine& mine) {
  std::exception_ptr failure;
  const int count = static_cast<int>(areas.size());
#pragma omp parallel for schedule(dynamic)
  for (int k = comm.rank(); k < count; k += comm.size()) {
    Mine part;
    std::exception_ptr thrown;
    try {
      const auto index = static_cast<std::size_t>(k);
      MeshWriter(world, directory, index, areas[index]).run(part.summary, part.shelters, part.persons);
    } catch (...) {
      thrown = std::current_exception();
    }
#pragma omp critical
    {
      if (thrown && !failure) failure = thrown;
      add(part.summary, mine.summary);
      mine.shelters.insert(mine.shelters.end(), part.shelters.begin(), part.shelters.end());
      mine.persons.merge(part.persons);
    }
  }
  if (failure) std::rethrow_exception(failure);
}

SynthSummary sum_over_ranks(const Comm& comm, const SynthSummary& mine, std::size_t meshes) {
  std::array<std::int64_t, sums_of_summary.size()> sums;
  for (std::size_t k = 0; k < sums.size(); ++k) sums[k] = mine.*sums_of_summary[k];
  comm.sum(sums);
  SynthSummary all;
  for (std::size_t k = 0; k < sums.size(); ++k) all.*sums_of_summary[k] = sums[k];
  all.meshes = static_cast<std::int64_t>(meshes);
  return all;
}

}  // namespace

void SynthOptions::declare(OptionTable& table) {
  table.integer("buildings", buildings, "", fewest_buildings, most_buildings, "Buildings of the town, exactly.");
  table.integer("seed", seed, "", 0, std::numeric_limits<std::int64_t>::max(), "The same seed makes the same town.");
  table.number("awkward", awkward, "", 0, 1,
               "Share of features with a defect as found in published files: dummies, missing LOD0, dangling links, "
               "open rings.");
  table.number("lod2_share", lod2_share, "", 0, 1, "Share of buildings with a LOD2 roof.");
  table.number("lod3_share", lod3_share, "", 0, 1, "Share of roads with sidewalks that have LOD3 traffic areas.");
  table.flag("force", force, "Replace a synthetic town that an earlier run wrote into the folder.");
}

SynthSummary write_town(const Comm& comm, const SynthOptions& options, const std::string& directory) {
  Mine mine;
  comm.agree([&] {
    check(options);
    if (comm.first()) prepare(options, directory, mine.summary);
  });
  const Town town(static_cast<std::uint64_t>(options.seed), options.buildings, options.awkward > 0);
  const Geodesy geodesy = geodesy_of(town);
  const World world{town, geodesy, options};
  const std::vector<MeshArea> areas = meshes_of(town, geodesy);
  comm.agree([&] { write_meshes(comm, world, directory, areas, mine); });
  write_shelters(comm, directory, mine.shelters, mine.summary);
  write_people(comm, directory, mine.persons, mine.summary);
  comm.agree([&] {
    if (comm.first()) write_timetable(town, geodesy, directory, mine.summary);
  });
  for (const Flood flood : {Flood::tsunami, Flood::river}) {
    const std::string name = flood == Flood::tsunami ? "/machi/tsunami.wframes" : "/machi/river_flood.wframes";
    const std::int64_t bytes = write_water_frames(comm, world, flood, directory + name);
    if (comm.first()) mine.summary.bytes += bytes;
    if (comm.first()) ++mine.summary.files;
  }
  return sum_over_ranks(comm, mine.summary, areas.size());
}

}  // namespace machi
