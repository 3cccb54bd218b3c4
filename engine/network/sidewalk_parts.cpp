#include "engine/network/sidewalk_parts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace machi {
namespace {

// Calls visit(number) for the cells next to another on its layer.
template <class Visit>
void for_neighbours(const StreetIndex& streets, const CellSite& site, Visit visit) {
  for (int n = 0; n < 9; ++n) {
    if (n == 4) continue;
    const CellNumber near = streets.find(site.layer, site.x + n % 3 - 1, site.y + n / 3 - 1).number;
    if (near != no_cell) visit(near);
  }
}

// Two cells side by side on two ranks, told by the rank of one of them.
struct SharedBorder {
  CellNumber low{0};
  CellNumber high{0};
  CellNumber part{0};  ///< lowest cell of the teller's piece
  std::uint32_t meets{0};
  auto pair() const { return std::tie(low, high); }
};

// Pieces on several ranks that are one part: the lowest cell of each is its name.
class UnitedPieces {
 public:
  explicit UnitedPieces(std::vector<SharedBorder> borders) {
    for (const SharedBorder& border : borders) names_.push_back(border.part);
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    for (std::size_t k = 0; k < names_.size(); ++k) parent_.push_back(k);
    std::sort(borders.begin(), borders.end(),
              [](const SharedBorder& a, const SharedBorder& b) { return a.pair() < b.pair(); });
    for (std::size_t k = 1; k < borders.size(); ++k)
      if (borders[k].pair() == borders[k - 1].pair()) unite(borders[k - 1].part, borders[k].part);
    meets_.assign(names_.size(), false);
    for (const SharedBorder& border : borders)
      if (border.meets != 0) meets_[root(index(border.part))] = true;
  }

  /// The name of the part that a piece belongs to, and whether any of it meets a street.
  std::pair<CellNumber, bool> part_of(CellNumber piece, bool meets) {
    if (!std::binary_search(names_.begin(), names_.end(), piece)) return {piece, meets};
    const std::size_t at = root(index(piece));
    return {names_[at], meets_[at]};
  }

 private:
  std::size_t index(CellNumber name) const {
    return static_cast<std::size_t>(std::lower_bound(names_.begin(), names_.end(), name) - names_.begin());
  }
  std::size_t root(std::size_t k) {
    while (parent_[k] != k) k = parent_[k] = parent_[parent_[k]];
    return k;
  }
  void unite(CellNumber a, CellNumber b) {
    const auto [low, high] = std::minmax({root(index(a)), root(index(b))});
    parent_[high] = low;
  }

  std::vector<CellNumber> names_;
  std::vector<std::size_t> parent_;
  std::vector<bool> meets_;
};

}  // namespace

std::vector<std::vector<CellSite>> connected_pieces(const StreetIndex& streets, std::span<const CellSite> cells) {
  const auto by_number = [](const CellSite& a, const CellSite& b) { return a.number < b.number; };
  std::vector<std::vector<CellSite>> result;
  std::vector<bool> seen(cells.size(), false);
  for (std::size_t seed = 0; seed < cells.size(); ++seed) {
    if (seen[seed]) continue;
    seen[seed] = true;
    std::vector<CellSite> piece{cells[seed]};
    for (std::size_t k = 0; k < piece.size(); ++k) {
      const CellSite site = piece[k];
      for_neighbours(streets, site, [&](CellNumber near) {
        const auto it = std::lower_bound(cells.begin(), cells.end(), CellSite{near, 0, 0, 0}, by_number);
        if (it == cells.end() || it->number != near || seen[static_cast<std::size_t>(it - cells.begin())]) return;
        seen[static_cast<std::size_t>(it - cells.begin())] = true;
        piece.push_back(*it);
      });
    }
    std::sort(piece.begin(), piece.end(), by_number);
    result.push_back(std::move(piece));
  }
  return result;
}

std::vector<SidewalkPart> parts_without(const Comm& comm, const StreetIndex& streets,
                                        std::span<const CellSite> sidewalks,
                                        const std::function<bool(CellNumber)>& meets) {
  std::vector<std::vector<CellSite>> pieces = connected_pieces(streets, sidewalks);
  std::vector<bool> piece_meets;
  std::vector<SharedBorder> borders;
  for (const auto& piece : pieces) {
    const bool any = std::any_of(piece.begin(), piece.end(), [&](const CellSite& site) { return meets(site.number); });
    piece_meets.push_back(any);
    for (const CellSite& site : piece)
      for_neighbours(streets, site, [&](CellNumber near) {
        if (!streets.owns(near))
          borders.push_back(
              {std::min(site.number, near), std::max(site.number, near), piece.front().number, any ? 1U : 0U});
      });
  }
  UnitedPieces parts(comm.all_gather_of(std::span<const SharedBorder>(borders)));
  std::vector<SidewalkPart> without;
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    const auto [lowest, any] = parts.part_of(pieces[k].front().number, piece_meets[k]);
    if (!any) without.push_back({lowest, std::move(pieces[k])});
  }
  return without;
}

}  // namespace machi
