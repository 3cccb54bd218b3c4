#include "engine/process/evacuation/local_motion.hpp"

#include <algorithm>

namespace machi {
namespace {

constexpr std::size_t padded(std::size_t size) {
  return (size + kernels::crowd_lanes - 1) / kernels::crowd_lanes * kernels::crowd_lanes;
}

}  // namespace

void MotionRoom::resize(std::size_t size) {
  if (x_m.size() >= size) return;
  for (std::vector<float>* column : {&x_m, &y_m, &vx_m_s, &vy_m_s, &radius_m}) column->resize(2 * size);
}

void bins_with_rim(const WalkerStore& store, std::uint32_t slot, std::vector<WalkerStore::Bin>& into) {
  const BlockDomain& blocks = store.blocks();
  const int bins = blocks.frame().bins;
  const int last = bins - 1;
  into.resize(static_cast<std::size_t>((bins + 2) * (bins + 2)));
  WalkerStore::Bin* out = into.data();
  for (int row = -1; row <= bins; ++row) {
    const std::size_t side = row < 0 ? 0 : row < bins ? 3 : 6;
    const int first = (row < 0 ? last : row < bins ? row : 0) * bins;
    const auto& around = blocks.around(slot);
    const auto bin = [&](std::uint32_t at, int column) {
      return at == BlockDomain::none ? WalkerStore::Bin{0, 0} : store.bin(at, first + column);
    };
    *out++ = bin(around[side], last);
    for (int column = 0; column < bins; ++column) *out++ = bin(around[side + 1], column);
    *out++ = bin(around[side + 2], 0);
  }
}

BinBeside bin_beside(const BlockDomain& blocks, std::uint32_t slot, int bin, int dx, int dy) {
  const int bins = blocks.frame().bins;
  const int column = bin % bins + dx;
  const int row = bin / bins + dy;
  const int block_x = column < 0 ? -1 : column >= bins ? 1 : 0;
  const int block_y = row < 0 ? -1 : row >= bins ? 1 : 0;
  const auto side = static_cast<std::size_t>((block_y + 1) * 3 + block_x + 1);
  return {blocks.around(slot)[side], (row - block_y * bins) * bins + column - block_x * bins, block_x, block_y};
}

kernels::Crowd gather_crowd(const WalkerStore& store, std::uint32_t slot, int bin, MotionRoom& room) {
  const BlockDomain& blocks = store.blocks();
  const Scene& scene = store.scene();
  const auto block_m = static_cast<float>(blocks.frame().side_m());
  std::size_t size = 0;
  std::array<WalkerStore::Bin, 9> around{};
  std::array<BinBeside, 9> beside{};
  for (std::size_t k = 0; k < 9; ++k) {
    beside[k] = bin_beside(blocks, slot, bin, static_cast<int>(k % 3) - 1, static_cast<int>(k / 3) - 1);
    if (beside[k].slot != BlockDomain::none) around[k] = store.bin(beside[k].slot, beside[k].bin);
    size += around[k].count;
  }
  room.resize(padded(size));
  std::size_t at = 0;
  for (std::size_t k = 0; k < 9; ++k) {
    const WalkerStore::Bin from = around[k];
    if (from.count == 0) continue;
    if (k == 4) {
      room.self.resize(from.count);
      for (std::uint32_t i = 0; i < from.count; ++i) room.self[i] = static_cast<std::uint32_t>(at) + i;
    }
    const float shift_x = static_cast<float>(beside[k].block_x) * block_m;
    const float shift_y = static_cast<float>(beside[k].block_y) * block_m;
    for (std::uint32_t i = 0; i < from.count; ++i) room.x_m[at + i] = scene.x_m[from.first + i] + shift_x;
    for (std::uint32_t i = 0; i < from.count; ++i) room.y_m[at + i] = scene.y_m[from.first + i] + shift_y;
    std::copy_n(scene.vx_m_s.data() + from.first, from.count, room.vx_m_s.data() + at);
    std::copy_n(scene.vy_m_s.data() + from.first, from.count, room.vy_m_s.data() + at);
    std::copy_n(scene.radius_m.data() + from.first, from.count, room.radius_m.data() + at);
    at += from.count;
  }
  return {room.x_m.data(), room.y_m.data(), room.vx_m_s.data(), room.vy_m_s.data(), room.radius_m.data(), size};
}

}  // namespace machi
