#include "engine/network/street_shape.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace machi {
namespace {

constexpr int smoothing_passes = 4;

double distance(CellPoint a, CellPoint b) {
  return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

// Distance from a point to the segment between two others.
double distance_to_segment(CellPoint p, CellPoint a, CellPoint b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double square = dx * dx + dy * dy;
  const double along = square > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0.0;
  return distance(p, {a.x + along * dx, a.y + along * dy});
}

}  // namespace

void lead_to_node(std::vector<CellPoint>& chain, CellPoint node) {
  const double cut = distance(chain.back(), node);
  if (cut == 0) return;
  const std::size_t least = (chain.size() + 1) / 2;
  double walked = 0;
  while (chain.size() > least && chain.size() > 1) {
    walked += distance(chain.back(), chain[chain.size() - 2]);
    if (walked > cut) break;
    chain.pop_back();
  }
  chain.push_back(node);
}

void smooth_chain(std::vector<CellPoint>& chain) {
  for (int pass = 0; pass < smoothing_passes; ++pass) {
    CellPoint before = chain.front();
    for (std::size_t k = 1; k + 1 < chain.size(); ++k) {
      const CellPoint here = chain[k];
      chain[k].x = 0.25 * before.x + 0.5 * here.x + 0.25 * chain[k + 1].x;
      chain[k].y = 0.25 * before.y + 0.5 * here.y + 0.25 * chain[k + 1].y;
      before = here;
    }
  }
}

std::vector<CellPoint> simplify_chain(const std::vector<CellPoint>& chain, double tolerance) {
  if (chain.size() < 3) return chain;
  std::vector<bool> stays(chain.size(), false);
  stays.front() = stays.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, chain.size() - 1}};
  while (!open.empty()) {
    const auto [begin, end] = open.back();
    open.pop_back();
    double farthest = tolerance;
    std::size_t at = begin;
    for (std::size_t k = begin + 1; k < end; ++k) {
      const double d = distance_to_segment(chain[k], chain[begin], chain[end]);
      if (d <= farthest) continue;
      farthest = d;
      at = k;
    }
    if (at == begin) continue;
    stays[at] = true;
    open.emplace_back(begin, at);
    open.emplace_back(at, end);
  }
  std::vector<CellPoint> result;
  for (std::size_t k = 0; k < chain.size(); ++k)
    if (stays[k]) result.push_back(chain[k]);
  return result;
}

}  // namespace machi
