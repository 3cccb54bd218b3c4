#include "io/city/citygml_xlink.hpp"

#include <algorithm>

namespace machi {
namespace {

void drop_resolved(std::vector<GeometryLink>& links, const std::vector<char>& resolved) {
  std::size_t kept = 0;
  for (std::size_t l = 0; l < links.size(); ++l)
    if (resolved[l] == 0) links[kept++] = links[l];
  links.resize(kept);
}

// Whether a link inside one feature repeats polygons that the feature already has where the link puts them.
bool repeats(const GeometryLink& link, const FeatureBuffer& feature, std::uint32_t polygon) {
  return link.thematic || (link.use.plain && feature.lod(polygon) == link.use.lod);
}

}  // namespace

void XlinkResolver::deliver(FeatureBuffer& feature) {
  if (feature.links().empty() && feature.ids().empty()) return emit(feature);
  if (!feature.links().empty()) resolve_within(feature);
  if (!feature.links().empty()) resolve_from_earlier(feature);
  if (!feature.ids().empty()) {
    if (!wanted_.empty()) serve_held(feature);
    remember(feature);
  }
  if (feature.links().empty()) return emit(feature);
  hold(feature);
}

void XlinkResolver::resolve_within(FeatureBuffer& feature) {
  const std::vector<GeometryId>& ids = feature.ids();
  const auto text = [&](std::uint32_t i) { return feature.view(ids[i].id); };
  order_.resize(ids.size());
  for (std::uint32_t i = 0; i < order_.size(); ++i) order_[i] = i;
  std::stable_sort(order_.begin(), order_.end(), [&](auto a, auto b) { return text(a) < text(b); });
  std::vector<char> resolved(feature.links().size(), 0);
  for (std::size_t l = 0; l < feature.links().size(); ++l) {
    const GeometryLink link = feature.links()[l];
    const std::string_view target = feature.view(link.target);
    const auto it = std::lower_bound(order_.begin(), order_.end(), target,
                                     [&](std::uint32_t i, std::string_view wanted) { return text(i) < wanted; });
    if (it == order_.end() || text(*it) != target) continue;
    resolved[l] = 1;
    const GeometryId place = ids[*it];
    for (std::uint32_t p = place.polygon_begin; p < place.polygon_end && !feature.too_large(); ++p)
      if (!repeats(link, feature, p)) feature.copy_polygons(feature, p, p + 1, link);
  }
  drop_resolved(feature.links(), resolved);
}

void XlinkResolver::resolve_from_earlier(FeatureBuffer& feature) {
  std::vector<char> resolved(feature.links().size(), 0);
  for (std::size_t l = 0; l < feature.links().size() && !feature.too_large(); ++l) {
    const GeometryLink link = feature.links()[l];
    const std::string target(feature.view(link.target));
    for (const Generation* generation : {&now_, &before_}) {
      const auto it = generation->ids.find(target);
      if (it == generation->ids.end()) continue;
      const Place place = it->second;
      feature.copy_polygons(generation->features[place.feature], place.polygon_begin, place.polygon_end, link);
      resolved[l] = 1;
      break;
    }
  }
  drop_resolved(feature.links(), resolved);
}

void XlinkResolver::serve_held(const FeatureBuffer& feature) {
  for (const GeometryId& id : feature.ids()) {
    const auto it = wanted_.find(std::string(feature.view(id.id)));
    if (it == wanted_.end()) continue;
    for (const std::size_t h : it->second) {
      FeatureBuffer& held = held_[h];
      std::vector<GeometryLink>& links = held.links();
      std::vector<char> resolved(links.size(), 0);
      for (std::size_t l = 0; l < links.size() && !held.too_large(); ++l) {
        if (held.view(links[l].target) != it->first) continue;
        held.copy_polygons(feature, id.polygon_begin, id.polygon_end, GeometryLink(links[l]));
        resolved[l] = 1;
      }
      drop_resolved(links, resolved);
    }
    wanted_.erase(it);
  }
}

void XlinkResolver::remember(const FeatureBuffer& feature) {
  if (now_.positions > remembered_positions) {
    before_ = std::move(now_);
    now_ = {};
  }
  for (const GeometryId& id : feature.ids())
    now_.ids.try_emplace(std::string(feature.view(id.id)),
                         Place{now_.features.size(), id.polygon_begin, id.polygon_end});
  now_.positions += feature.positions() + feature.ids().size();
  now_.features.push_back(feature.geometry());
}

void XlinkResolver::hold(const FeatureBuffer& feature) {
  held_.push_back(feature);
  held_positions_ += feature.positions() + feature.links().size();
  for (const GeometryLink& link : held_.back().links()) {
    std::vector<std::size_t>& wanting = wanted_[std::string(feature.view(link.target))];
    if (wanting.empty() || wanting.back() != held_.size() - 1) wanting.push_back(held_.size() - 1);
  }
  if (held_.size() > held_features || held_positions_ > held_positions) finish();
}

void XlinkResolver::finish() {
  for (FeatureBuffer& held : held_) {
    for (std::size_t l = 0; l < held.links().size(); ++l) held.note("xlink without target");
    emit(held);
  }
  held_.clear();
  wanted_.clear();
  held_positions_ = 0;
}

void XlinkResolver::emit(FeatureBuffer& feature) {
  const std::string_view id = feature.id();
  if (feature.too_large()) return sink_.skipped(too_large_sentence, id);
  sink_.feature(feature.finish());
  for (const FeatureBuffer::Note& note : feature.notes())
    for (std::uint64_t k = 0; k < note.count; ++k) sink_.repaired(note.repair, id);
}

}  // namespace machi
