#include "io/city/code_list.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "io/city/citygml_tags.hpp"
#include "io/xml/xml_pass.hpp"

namespace machi {
namespace {

constexpr std::size_t max_text_bytes = 64 * 1024;
constexpr std::size_t max_entries = 1'000'000;

class DictionaryHandler final : public XmlHandler {
 public:
  explicit DictionaryHandler(const std::string& name) : name_(name) {}

  void start(const char* qualified, XmlAttributes) override {
    const std::string_view local = local_name(qualified).text;
    if (open_.empty() && local != "Dictionary")
      throw InputError(
          where(), fmt::format("has <{}> where a code list has <Dictionary>. Leave the file out", shortened(local)));
    open_.emplace_back(shortened(local));
    text_.clear();
    if (local == "Definition") code_ = meaning_ = {};
  }

  void end() override {
    const std::string local = std::move(open_.back());
    open_.pop_back();
    const bool in_definition = !open_.empty() && open_.back() == "Definition";
    if (in_definition && local == "name") code_ = trimmed(text_);
    if (in_definition && local == "description") meaning_ = trimmed(text_);
    if (local == "Definition" && !code_.empty() && codes_.insert(code_).second) {
      if (entries.size() == max_entries)
        throw InputError(where(), "has more than 1,000,000 codes. Is this a code list?");
      entries.emplace_back(code_, meaning_);
    }
    text_.clear();
  }

  void text(std::string_view piece) override {
    if (text_.size() + piece.size() > max_text_bytes)
      throw InputError(where(), "has a text of more than 64 KiB. Is this a code list?");
    text_ += piece;
  }

  std::vector<std::pair<std::string, std::string>> entries;

 private:
  std::string where() const { return fmt::format("{}:{}", name_, line()); }

  static std::string trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
  }

  std::string name_;
  std::vector<std::string> open_;
  std::string text_;
  std::string code_;
  std::string meaning_;
  std::set<std::string> codes_;
};

}  // namespace

CodeList read_code_list(ByteSource& source, const std::string& name) {
  DictionaryHandler handler(name);
  read_xml(source, name, handler);
  return {name.substr(name.rfind('/') + 1), std::move(handler.entries)};
}

}  // namespace machi
