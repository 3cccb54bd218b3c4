/// \file  The links of a bush, renewed.
#include "engine/assignment/bush_renew.hpp"

#include <algorithm>

namespace machi {

bool BushRenewal::renew(Bush& bush, std::span<const double> cost) {
  for (std::uint32_t place = 0; place < bush.places(); ++place) place_[bush.node[place]] = place;
  labels_.find_least(bush, cost);
  find_most(bush, cost);
  find_new_links(bush, cost);
  if (new_.empty() && !drops_) return false;
  order(bush);
  rebuild(bush);
  return true;
}

void BushRenewal::find_most(const Bush& bush, std::span<const double> cost) {
  drops_ = false;
  most_.resize(bush.places());
  most_[0] = 0;
  for (std::uint32_t place = 1; place < bush.places(); ++place) {
    double high = 0;
    for (std::uint32_t slot = bush.in_begin[place]; slot < bush.in_begin[place + 1]; ++slot) {
      if (keeps(bush, place, slot)) {
        high = std::max(high, most_[bush.tail[slot]] + cost[bush.link[slot]]);
      } else {
        drops_ = true;
      }
    }
    most_[place] = high;
  }
}

void BushRenewal::find_new_links(const Bush& bush, std::span<const double> cost) {
  new_.clear();
  for (std::uint32_t tail = 0; tail < bush.places(); ++tail) {
    const std::uint32_t node = bush.node[tail];
    if (node < network_->first_through && tail != 0) continue;
    for (std::uint32_t k = network_->out_begin[node]; k < network_->out_begin[node + 1]; ++k) {
      const std::uint32_t link = network_->out_link[k];
      const std::uint32_t head = place_[network_->to[link]];
      if (most_[tail] + cost[link] < most_[head]) new_.push_back({link, tail, head});
    }
  }
}

/// Old places by what they cost at most, where a new link leads backward in the old order.
void BushRenewal::order(const Bush& bush) {
  order_.clear();
  for (std::uint32_t place = 0; place < bush.places(); ++place) order_.emplace_back(most_[place], place);
  const auto backward = [](const NewLink& link) { return link.tail > link.head; };
  if (std::any_of(new_.begin(), new_.end(), backward)) std::sort(order_.begin(), order_.end());
}

void BushRenewal::rebuild(Bush& bush) {
  Bush next{.origin = bush.origin, .node = {}, .in_begin = {0}, .link = {}, .tail = {}, .flow = {}};
  std::vector<std::uint32_t> now(bush.places());  // new place of an old one
  for (std::uint32_t place = 0; place < bush.places(); ++place) now[order_[place].second] = place;
  std::stable_sort(new_.begin(), new_.end(),
                   [&](const NewLink& a, const NewLink& b) { return now[a.head] < now[b.head]; });
  next.node.reserve(bush.places());
  next.in_begin.reserve(bush.places() + std::size_t{1});
  for (auto* column : {&next.link, &next.tail}) column->reserve(bush.link.size() + new_.size());
  next.flow.reserve(bush.link.size() + new_.size());
  const auto take = [&](std::uint32_t link, std::uint32_t tail, double flow) {
    next.link.push_back(link);
    next.tail.push_back(now[tail]);
    next.flow.push_back(flow);
  };
  auto added = new_.begin();
  for (const auto& [most, place] : order_) {
    next.node.push_back(bush.node[place]);
    for (std::uint32_t slot = bush.in_begin[place]; slot < bush.in_begin[place + 1]; ++slot) {
      if (keeps(bush, place, slot)) take(bush.link[slot], bush.tail[slot], bush.flow[slot]);
    }
    for (; added != new_.end() && added->head == place; ++added) take(added->link, added->tail, 0);
    next.in_begin.push_back(static_cast<std::uint32_t>(next.link.size()));
  }
  bush = std::move(next);
}

}  // namespace machi
