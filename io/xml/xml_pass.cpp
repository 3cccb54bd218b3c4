#include "io/xml/xml_pass.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>

#include "engine/core/error.hpp"

namespace machi {
namespace {

// A short document needs no large buffer.
constexpr int first_piece_bytes = 16 * 1024;
constexpr int largest_piece_bytes = 256 * 1024;

XML_Parser parser_of(void* pointer) {
  return static_cast<XML_Parser>(pointer);
}

}  // namespace

std::string_view shortened(std::string_view name) {
  std::size_t size = std::min<std::size_t>(name.size(), 80);
  const auto continues = [&](std::size_t i) { return (static_cast<unsigned char>(name[i]) & 0xC0) == 0x80; };
  while (size > 0 && size < name.size() && continues(size)) --size;
  return name.substr(0, size);
}

std::uint64_t XmlHandler::line() const {
  return parser_ == nullptr ? 0 : XML_GetCurrentLineNumber(parser_of(parser_));
}

/// expat's callbacks: nothing may be thrown through C, so errors are kept and the parser is stopped.
class XmlPass {
 public:
  XmlPass(ByteSource& source, const std::string& name, XmlHandler& handler, const XmlRules& rules)
      : source_(source),
        name_(name),
        handler_(handler),
        rules_(rules),
        parser_(XML_ParserCreate(nullptr), XML_ParserFree) {
    if (!parser_) throw RunError("expat could not start (no memory)");
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
    XML_SetXmlDeclHandler(parser_.get(), on_declaration);
    handler_.parser_ = parser_.get();
  }
  ~XmlPass() { handler_.parser_ = nullptr; }
  XmlPass(const XmlPass&) = delete;
  XmlPass& operator=(const XmlPass&) = delete;

  std::uint64_t run() {
    bool last = false;
    for (int piece = first_piece_bytes; !last && !handler_.enough(); piece = std::min(2 * piece, largest_piece_bytes)) {
      void* const buffer = XML_GetBuffer(parser_.get(), piece);
      if (buffer == nullptr) throw RunError(name_ + ": expat has no memory for its buffer");
      const std::size_t count = source_.read({static_cast<char*>(buffer), static_cast<std::size_t>(piece)});
      bytes_ += count;
      last = count == 0;
      const XML_Status status = XML_ParseBuffer(parser_.get(), static_cast<int>(count), last ? 1 : 0);
      if (error_) std::rethrow_exception(error_);
      if (handler_.enough()) break;
      if (status != XML_STATUS_OK) throw_xml_error();
      check_token();
    }
    return bytes_;
  }

 private:
  std::string where() const { return fmt::format("{}:{}", name_, XML_GetCurrentLineNumber(parser_.get())); }

  // A token that does not end is kept whole by expat; this bounds it.
  void check_token() const {
    const auto done = XML_GetCurrentByteIndex(parser_.get());
    if (done < 0 || bytes_ < static_cast<std::uint64_t>(done) + max_xml_token) return;
    throw InputError(where(),
                     fmt::format("has a tag, comment or instruction longer than 16 MiB. Is this {}?", rules_.what));
  }

  [[noreturn]] void throw_not_xml() const { throw InputError(name_, fmt::format("is not XML. {}", rules_.advice)); }

  [[noreturn]] void throw_xml_error() const {
    const XML_Error code = XML_GetErrorCode(parser_.get());
    if (bytes_ == 0) throw InputError(name_, "is empty. Replace it by the published file");
    switch (code) {
      case XML_ERROR_NO_ELEMENTS:
      case XML_ERROR_UNCLOSED_TOKEN:
      case XML_ERROR_PARTIAL_CHAR:
      case XML_ERROR_UNCLOSED_CDATA_SECTION:
        if (depth_ == 0 && !seen_element_) throw_not_xml();
        throw InputError(where(), "ends in the middle of the document (truncated file). Fetch it again");
      case XML_ERROR_UNKNOWN_ENCODING:
      case XML_ERROR_INCORRECT_ENCODING:
        throw InputError(where(), fmt::format("is in the encoding {}, which is not read. Convert it to UTF-8",
                                              encoding_.empty() ? "that it names" : encoding_));
      case XML_ERROR_UNDEFINED_ENTITY:
        throw InputError(where(), "uses an entity that is not one of XML's own five. Replace it by its character");
      case XML_ERROR_NO_MEMORY:
        throw RunError(where() + ": expat has no memory");
      default:
        if (!seen_element_) throw_not_xml();
        throw InputError(where(),
                         fmt::format("is not well-formed XML ({}). Fetch or export it again", XML_ErrorString(code)));
    }
  }

  void stop_with(std::string_view problem) {
    if (!error_) error_ = std::make_exception_ptr(InputError(where(), problem));
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  template <class Call>
  void guarded(const Call& call) {
    if (error_ || handler_.enough()) return;  // expat may still deliver the event that it is in
    try {
      call();
    } catch (...) {
      error_ = std::current_exception();
    }
    if (error_ || handler_.enough()) XML_StopParser(parser_.get(), XML_FALSE);
  }

  static void on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
    XmlPass& pass = *static_cast<XmlPass*>(self);
    pass.seen_element_ = true;
    if (++pass.depth_ > max_xml_depth)
      return pass.stop_with(
          fmt::format("has elements more than 256 deep in each other. Is this {}?", pass.rules_.what));
    pass.guarded([&] { pass.handler_.start(name, attributes); });
  }
  static void on_end(void* self, const XML_Char*) {
    XmlPass& pass = *static_cast<XmlPass*>(self);
    --pass.depth_;
    pass.guarded([&] { pass.handler_.end(); });
  }
  static void on_text(void* self, const XML_Char* piece, int size) {
    XmlPass& pass = *static_cast<XmlPass*>(self);
    pass.guarded([&] { pass.handler_.text({piece, static_cast<std::size_t>(size)}); });
  }
  static void on_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int declares) {
    XmlPass& pass = *static_cast<XmlPass*>(self);
    if (declares == 0 && pass.rules_.doctype == Doctype::external) return;
    pass.stop_with(
        "has a document type declaration (entities in it could grow without bound). Remove the <!DOCTYPE …> part");
  }
  static void on_declaration(void* self, const XML_Char*, const XML_Char* encoding, int) {
    if (encoding != nullptr) static_cast<XmlPass*>(self)->encoding_ = encoding;
  }

  ByteSource& source_;
  const std::string& name_;
  XmlHandler& handler_;
  const XmlRules& rules_;
  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
  std::exception_ptr error_;
  std::string encoding_;
  std::uint64_t bytes_{0};
  int depth_{0};
  bool seen_element_{false};
};

std::uint64_t read_xml(ByteSource& source, const std::string& name, XmlHandler& handler, const XmlRules& rules) {
  return XmlPass(source, name, handler, rules).run();
}

}  // namespace machi
