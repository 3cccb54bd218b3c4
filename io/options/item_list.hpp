/// \file  Lists of mappings in a section of YAML, declared once like other options: `features: [{role: exit, …}, …]`.
/// What keys an item has is said by its kind, which one of its keys names (here `role`).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace machi {

class OptionTable;

/// One kind of item: how one is made, and how its members are bound to options.
struct ItemKind {
  std::string name;  ///< value of the list's kind key; empty where the list has one kind only
  std::string summary;
  /// Appends an item; the answer is its index. `where` is `file:line`.
  std::function<std::size_t(const std::string& where)> add;
  /// Declares the options of item `index`, which must outlive the table and not move.
  std::function<void(std::size_t index, OptionTable& table)> bind;
  /// Calls `visit` with the table of an item as it is before anything is given.
  std::function<void(const std::function<void(const OptionTable& table)>& visit)> with_fresh;
};

/// A list of items in the order in which they were added. Items live in vectors of the declaring module.
class ItemList {
 public:
  struct Entry {
    std::size_t kind;
    std::size_t index;
  };

  /// `kind_key` is empty where there is one kind only, `key` where the section itself is the list.
  ItemList(std::string section, std::string key, std::string kind_key, std::string text)
      : section_(std::move(section)), key_(std::move(key)), kind_key_(std::move(kind_key)), text_(std::move(text)) {}

  /// Declares a kind whose items are appended to `items`; `declare(Item&, OptionTable&)` binds one. An Item with a
  /// member `where` is told its place. `fresh` is an item before anything is given; kinds may share `items`.
  template <class Item, class Declare>
  ItemList& kind(std::string name, std::string summary, std::vector<Item>& items, Declare declare, Item fresh = {});

  std::string path() const { return key_.empty() ? section_ : section_ + "." + key_; }
  const std::string& key() const { return key_; }
  const std::string& kind_key() const { return kind_key_; }
  const std::string& text() const { return text_; }
  const std::vector<ItemKind>& kinds() const { return kinds_; }
  const std::vector<Entry>& entries() const { return entries_; }
  /// What messages call an item's section: `area.features.exit`.
  std::string path_of(std::size_t kind) const {
    return kinds_[kind].name.empty() ? path() : path() + "." + kinds_[kind].name;
  }
  /// Index into kinds(), or their count.
  std::size_t find_kind(const std::string& name) const;
  std::vector<std::string> kind_names() const;
  Entry add(std::size_t kind, const std::string& where);
  void bind(Entry entry, OptionTable& table) const { kinds_[entry.kind].bind(entry.index, table); }

 private:
  static void with_fresh_table(const ItemKind& kind, const std::string& section,
                               const std::function<void(OptionTable&)>& declare,
                               const std::function<void(const OptionTable&)>& visit);

  std::string section_;
  std::string key_;
  std::string kind_key_;
  std::string text_;
  std::vector<ItemKind> kinds_;
  std::vector<Entry> entries_;
};

template <class Item, class Declare>
ItemList& ItemList::kind(std::string name, std::string summary, std::vector<Item>& items, Declare declare, Item fresh) {
  ItemKind made{std::move(name), std::move(summary), {}, {}, {}};
  made.add = [&items, fresh](const std::string& where) {
    items.push_back(fresh);
    if constexpr (requires(Item item) { item.where; }) items.back().where = where;
    return items.size() - 1;
  };
  made.bind = [&items, declare](std::size_t index, OptionTable& table) { declare(items[index], table); };
  made.with_fresh = [fresh, declare, section = path(), kind = ItemKind{made.name, made.summary, {}, {}, {}}](
                        const std::function<void(const OptionTable&)>& visit) {
    Item item = fresh;
    with_fresh_table(
        kind, section, [&](OptionTable& table) { declare(item, table); }, visit);
  };
  kinds_.push_back(std::move(made));
  return *this;
}

}  // namespace machi
