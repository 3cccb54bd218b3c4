#include "engine/network/street_chain.hpp"

#include <cmath>
#include <cstdlib>

namespace machi {
namespace {

constexpr unsigned elsewhere = 8;
constexpr unsigned new_area = 9;

std::uint16_t word(unsigned code, unsigned value) {
  return static_cast<std::uint16_t>(code << 12 | value);
}

}  // namespace

unsigned chain_step(std::int32_t dx, std::int32_t dy) {
  for (unsigned step = 0; step < chain_steps.size(); ++step)
    if (chain_steps[step][0] == dx && chain_steps[step][1] == dy) return step;
  return elsewhere;
}

void ChainWriter::add_long(std::uint32_t value) {
  words_.push_back(static_cast<std::uint16_t>(value & 0xffffU));
  words_.push_back(static_cast<std::uint16_t>(value >> 16));
}

void ChainWriter::add(const ChainCell& cell) {
  if (!begun_ || cell.area != last_.area || cell.level != last_.level) {
    words_.push_back(word(new_area, static_cast<unsigned>(cell.level)));
    add_long(cell.area);
  }
  const unsigned step = begun_ ? chain_step(cell.x - last_.x, cell.y - last_.y) : elsewhere;
  words_.push_back(word(step, cell.width_16ths));
  if (step == elsewhere) {
    add_long(static_cast<std::uint32_t>(cell.x));
    add_long(static_cast<std::uint32_t>(cell.y));
  }
  last_ = cell;
  begun_ = true;
}

StreetChain chain_of(std::span<const ChainCell> cells) {
  StreetChain chain;
  ChainWriter writer(chain);
  for (const ChainCell& cell : cells) writer.add(cell);
  chain.shrink_to_fit();
  return chain;
}

std::vector<ChainCell> cells_of(std::span<const std::uint16_t> chain) {
  std::vector<ChainCell> cells;
  cells.reserve(chain.size());
  for_cells(chain, [&](const ChainCell& cell) { cells.push_back(cell); });
  return cells;
}

double chain_length(std::span<const std::uint16_t> chain) {
  std::uint64_t straight = 0;
  std::uint64_t diagonal = 0;
  double gaps = 0;
  bool begun = false;
  ChainCell last;
  for_cells(chain, [&](const ChainCell& cell) {
    const int dx = std::abs(cell.x - last.x);
    const int dy = std::abs(cell.y - last.y);
    if (!begun)
      begun = true;
    else if (dx + dy == 1)
      ++straight;
    else if (dx == 1 && dy == 1)
      ++diagonal;
    else
      gaps += std::sqrt(static_cast<double>(dx * dx + dy * dy));
    last = cell;
  });
  return 0.948 * static_cast<double>(straight) + 1.340 * static_cast<double>(diagonal) + gaps;
}

}  // namespace machi
