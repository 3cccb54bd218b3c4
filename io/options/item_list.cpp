#include "io/options/item_list.hpp"

#include <algorithm>

#include "io/options/options.hpp"

namespace machi {

std::size_t ItemList::find_kind(const std::string& name) const {
  const auto at = std::find_if(kinds_.begin(), kinds_.end(), [&](const ItemKind& kind) { return kind.name == name; });
  return static_cast<std::size_t>(at - kinds_.begin());
}

std::vector<std::string> ItemList::kind_names() const {
  std::vector<std::string> names;
  names.reserve(kinds_.size());
  for (const ItemKind& kind : kinds_) names.push_back(kind.name);
  return names;
}

ItemList::Entry ItemList::add(std::size_t kind, const std::string& where) {
  entries_.push_back({kind, kinds_[kind].add(where)});
  return entries_.back();
}

void ItemList::with_fresh_table(const ItemKind& kind, const std::string& section,
                                const std::function<void(OptionTable&)>& declare,
                                const std::function<void(const OptionTable&)>& visit) {
  OptionTable table(kind.name.empty() ? section : section + "." + kind.name, kind.summary, OptionStyle::keys);
  declare(table);
  visit(table);
}

}  // namespace machi
