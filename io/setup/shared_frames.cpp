#include "io/setup/shared_frames.hpp"

#include <string>
#include <utility>

#include "engine/comm/packet.hpp"
#include "engine/comm/split.hpp"

namespace machi {
namespace {

void pack(const GriddedFrames& from, std::vector<std::byte>& bytes) {
  PacketWriter packet(bytes);
  packet.put_text(from.frames.name);
  packet.put_text(from.frames.source);
  packet.put(from.frames.cell_mm);
  packet.put(from.frames.x_mm);
  packet.put(from.frames.y_mm);
  packet.put(from.frames.columns);
  packet.put(from.frames.rows);
  packet.put_all(from.frames.time_s);
  packet.put(from.is_depth);
  packet.put(from.ground_m.has_value());
  packet.put(from.ground_m.value_or(0));
  packet.put(from.as_first_before);
  packet.put(from.epsg);
  packet.put(from.origin_east_m);
  packet.put(from.origin_north_m);
}

GriddedFrames unpack(std::span<const std::byte> bytes) {
  PacketReader packet(bytes);
  GriddedFrames to;
  to.frames.name = packet.take_text();
  to.frames.source = packet.take_text();
  to.frames.cell_mm = packet.take<std::int32_t>();
  to.frames.x_mm = packet.take<std::int32_t>();
  to.frames.y_mm = packet.take<std::int32_t>();
  to.frames.columns = packet.take<std::uint32_t>();
  to.frames.rows = packet.take<std::uint32_t>();
  to.frames.time_s = packet.take_all<float>();
  to.is_depth = packet.take<bool>();
  const bool has_ground = packet.take<bool>();
  const auto ground_m = packet.take<double>();
  if (has_ground) to.ground_m = ground_m;
  to.as_first_before = packet.take<bool>();
  to.epsg = packet.take<int>();
  to.origin_east_m = packet.take<double>();
  to.origin_north_m = packet.take<double>();
  return to;
}

}  // namespace

std::unique_ptr<SharedFrames> share_frames(const Comm& comm, const std::function<GriddedFrames()>& read) {
  const Comm host = split_by_host(comm);
  GriddedFrames frames;
  comm.agree([&] {
    if (host.first()) frames = read();
  });
  auto shared = std::make_unique<SharedFrames>();
  shared->level_cm = HostArray<std::int16_t>(host, std::exchange(frames.frames.level_cm, {}));
  shared->velocity_cm_s = HostArray<std::uint16_t>(host, std::exchange(frames.velocity_cm_s, {}));
  std::vector<std::byte> about;
  pack(frames, about);
  host.broadcast(about);
  shared->about = unpack(about);
  return shared;
}

}  // namespace machi
