#include "engine/network/entrances.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <limits>
#include <tuple>
#include <utility>

#include "engine/comm/row_owners.hpp"
#include "engine/core/error.hpp"
#include "engine/network/segment_index.hpp"

namespace machi {
namespace {

constexpr std::uint32_t none = 0xffffffffU;
constexpr std::int32_t block_mm = 512000;  // links travel to the ranks by blocks of this size …
constexpr std::int32_t reach_mm = 256000;  // … widened by this much: what lies nearer is found there

constexpr std::size_t questions_a_round = 4096;

struct Block {
  std::int32_t x{0};
  std::int32_t y{0};
  friend auto operator<=>(const Block&, const Block&) = default;
};

struct PlanPoint {
  std::int32_t x_mm{0};
  std::int32_t y_mm{0};
};

struct Answer {
  std::uint32_t node{none};
  std::uint32_t link{none};
  float offset_m{0};
};

// A link as it travels, beside the points of its shape.
struct WalkLink {
  std::uint32_t link{0};
  std::uint32_t from{0};
  std::uint32_t to{0};
  float length_m{0};
  std::uint32_t points{0};
};

std::int32_t block_of(std::int64_t coordinate) {
  return static_cast<std::int32_t>(coordinate >= 0 ? coordinate / block_mm
                                                   : -((-coordinate + block_mm - 1) / block_mm));
}

// Of this rank's links.
std::vector<std::uint32_t> walkable_links(const Comm& comm, const Network& network) {
  std::vector<std::uint32_t> all;
  std::vector<std::uint32_t> ground;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if ((network.modes[l] & mode_walk) == 0) continue;
    all.push_back(l);
    if (network.level[l] == Level::ground) ground.push_back(l);
  }
  return comm.any(!ground.empty()) ? ground : all;
}

// first: the number of the rank's first link in the whole network.
void append(const Network& network, std::uint32_t first, std::uint32_t l, std::vector<WalkLink>& links,
            std::vector<PlanPoint>& points) {
  const std::uint64_t begin = network.shape_begin[l];
  const std::uint64_t end = network.shape_begin[l + 1];
  links.push_back(
      {first + l, network.from[l], network.to[l], network.length_m[l], static_cast<std::uint32_t>(end - begin)});
  for (std::uint64_t k = begin; k < end; ++k) points.push_back({network.shape[k].x_mm, network.shape[k].y_mm});
}

std::vector<LinkSegment> segments_of(std::span<const WalkLink> links, std::span<const PlanPoint> points) {
  std::vector<LinkSegment> segments;
  segments.reserve(points.size() - links.size());
  for (const WalkLink& link : links) {
    double offset_mm = 0;
    for (std::uint32_t k = 0; k + 1 < link.points; ++k) {
      const PlanPoint& a = points[k];
      const PlanPoint& b = points[k + 1];
      segments.push_back({a.x_mm, a.y_mm, b.x_mm, b.y_mm, link.link, k, offset_mm});
      const double dx = static_cast<double>(b.x_mm) - a.x_mm;
      const double dy = static_cast<double>(b.y_mm) - a.y_mm;
      offset_mm += std::sqrt(dx * dx + dy * dy);
    }
    points = points.subspan(link.points);
  }
  return segments;
}

// Finds the nearest of some links.
class Finder {
 public:
  /// `links` ascending; `points` of their shapes, one after the other.
  Finder(std::vector<WalkLink> links, std::span<const PlanPoint> points)
      : links_(std::move(links)), index_(segments_of(links_, points)) {}

  /// The answer, and how far away it lies.
  std::pair<Answer, double> find(const PlanPoint& query) const {
    const SegmentIndex::Found found = index_.nearest(query.x_mm, query.y_mm);
    if (found.segment == none) return {{}, found.square_mm2};
    const std::uint32_t link = index_.segment(found.segment).link;
    const WalkLink& ends = *std::lower_bound(links_.begin(), links_.end(), link,
                                             [](const WalkLink& a, std::uint32_t l) { return a.link < l; });
    const float offset_m = std::min(static_cast<float>(found.offset_mm / 1000.0), ends.length_m);
    return {{2 * offset_m <= ends.length_m ? ends.from : ends.to, link, offset_m}, found.square_mm2};
  }

 private:
  std::vector<WalkLink> links_;  ///< ascending
  SegmentIndex index_;
};

// Which ranks have buildings in which block, ascending; 12 bytes a block on every rank.
std::vector<std::pair<Block, std::uint32_t>> gather_blocks(const Comm& comm, const std::vector<Block>& blocks) {
  const ByteRows rows = comm.all_gather(std::as_bytes(std::span(blocks)));
  std::vector<std::pair<Block, std::uint32_t>> takers;
  for (std::uint32_t r = 0; r + 1 < rows.offsets.size(); ++r)
    for (const Block& block :
         vector_of<Block>(std::span(rows.bytes).subspan(rows.offsets[r], rows.offsets[r + 1] - rows.offsets[r])))
      takers.emplace_back(block, r);
  std::sort(takers.begin(), takers.end());
  return takers;
}

// Marks the ranks with buildings in a block that a link is near to.
void mark_takers(const Network& network, std::uint32_t l, const std::vector<std::pair<Block, std::uint32_t>>& takers,
                 std::vector<bool>& takes) {
  std::fill(takes.begin(), takes.end(), false);
  const BoxMm box = box_of(
      std::span(network.shape).subspan(network.shape_begin[l], network.shape_begin[l + 1] - network.shape_begin[l]));
  const std::int32_t x_last = block_of(std::int64_t{box.x_max} + reach_mm);
  const std::int32_t y_last = block_of(std::int64_t{box.y_max} + reach_mm);
  for (std::int32_t x = block_of(std::int64_t{box.x_min} - reach_mm); x <= x_last; ++x) {
    for (std::int32_t y = block_of(std::int64_t{box.y_min} - reach_mm); y <= y_last; ++y) {
      auto it = std::lower_bound(takers.begin(), takers.end(), std::pair(Block{x, y}, 0U));
      for (; it != takers.end() && it->first == Block{x, y}; ++it) takes[it->second] = true;
    }
  }
}

// Sends every rank the links near its blocks; ascending by link there, as the ranks' links are.
Finder spread_links(const Comm& comm, const Network& network, std::uint32_t first,
                    const std::vector<std::uint32_t>& walkable, const std::vector<Block>& blocks) {
  const auto takers = gather_blocks(comm, blocks);
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<WalkLink>> links(ranks);
  std::vector<std::vector<PlanPoint>> points(ranks);
  std::vector<bool> takes(ranks);
  for (const std::uint32_t l : walkable) {
    mark_takers(network, l, takers, takes);
    for (std::size_t r = 0; r < ranks; ++r)
      if (takes[r]) append(network, first, l, links[r], points[r]);
  }
  std::vector<WalkLink> my_links;
  for (const auto& row : comm.all_to_all_of(links)) my_links.insert(my_links.end(), row.begin(), row.end());
  std::vector<PlanPoint> my_points;
  for (const auto& row : comm.all_to_all_of(points)) my_points.insert(my_points.end(), row.begin(), row.end());
  return {std::move(my_links), my_points};
}

// Buildings that are far from all that their rank has: every rank answers from its own links, and the nearest counts.
class FarAnswers {
 public:
  FarAnswers(const Comm& comm, const Network& network, std::uint32_t first, const std::vector<std::uint32_t>& walkable)
      : comm_(comm), own_(finder_of(network, first, walkable)) {}

  /// A round of questions. Collective.
  std::vector<Answer> ask(std::span<const PlanPoint> mine) const {
    const ByteRows asked = comm_.all_gather(std::as_bytes(mine));
    std::vector<std::vector<Reply>> replies(static_cast<std::size_t>(comm_.size()));
    for (std::size_t r = 0; r < replies.size(); ++r)
      for (const PlanPoint& query : vector_of<PlanPoint>(
               std::span(asked.bytes).subspan(asked.offsets[r], asked.offsets[r + 1] - asked.offsets[r]))) {
        const auto [answer, square_mm2] = own_.find(query);
        replies[r].push_back({answer, square_mm2});
      }
    std::vector<Reply> best(mine.size());
    for (const std::vector<Reply>& row : comm_.all_to_all_of(replies))
      for (std::size_t k = 0; k < row.size(); ++k)
        if (std::tie(row[k].square_mm2, row[k].answer.link) < std::tie(best[k].square_mm2, best[k].answer.link))
          best[k] = row[k];
    std::vector<Answer> answers;
    for (const Reply& reply : best) answers.push_back(reply.answer);
    return answers;
  }

 private:
  struct Reply {
    Answer answer;
    double square_mm2{std::numeric_limits<double>::infinity()};
  };
  static Finder finder_of(const Network& network, std::uint32_t first, const std::vector<std::uint32_t>& walkable) {
    std::vector<WalkLink> links;
    std::vector<PlanPoint> points;
    for (const std::uint32_t l : walkable) append(network, first, l, links, points);
    return {std::move(links), points};
  }
  const Comm& comm_;
  Finder own_;
};

}  // namespace

Entrances attach_buildings(const Comm& comm, const Network& network, std::span<const std::int32_t> x_mm,
                           std::span<const std::int32_t> y_mm) {
  std::vector<Block> blocks;
  for (std::size_t b = 0; b < x_mm.size(); ++b) blocks.push_back({block_of(x_mm[b]), block_of(y_mm[b])});
  std::sort(blocks.begin(), blocks.end());
  blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
  const std::vector<std::uint32_t> walkable = walkable_links(comm, network);
  const auto first = static_cast<std::uint32_t>(RowOwners(comm, network.links()).first(comm.rank()));
  const Finder near = spread_links(comm, network, first, walkable, blocks);

  std::vector<Answer> answers(x_mm.size());
  std::vector<std::size_t> far;
  for (std::size_t b = 0; b < x_mm.size(); ++b) {
    double square_mm2 = 0;
    std::tie(answers[b], square_mm2) = near.find({x_mm[b], y_mm[b]});
    if (square_mm2 > static_cast<double>(reach_mm) * reach_mm) far.push_back(b);
  }
  if (comm.any(!walkable.empty()) && comm.any(!far.empty())) {
    const FarAnswers all(comm, network, first, walkable);
    for (std::size_t begin = 0; comm.any(begin < far.size());) {
      const std::size_t end = std::min(begin + questions_a_round, far.size());
      std::vector<PlanPoint> queries;
      for (std::size_t k = begin; k < end; ++k) queries.push_back({x_mm[far[k]], y_mm[far[k]]});
      const std::vector<Answer> replies = all.ask(queries);
      for (std::size_t k = begin; k < end; ++k) answers[far[k]] = replies[k - begin];
      begin = end;
    }
  }

  Entrances result;
  for (const Answer& answer : answers) {
    result.node.push_back(answer.node);
    result.link.push_back(answer.link);
    result.offset_m.push_back(answer.offset_m);
  }
  return result;
}

}  // namespace machi
