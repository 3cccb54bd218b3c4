// Hostile inputs: takes the seeds of a libFuzzer target, changes them as their grammar suggests, and hands each mutant
// to the target in this process. A mutant ends the program where it crashes the target, lets an exception out, takes
// longer than ten seconds or more memory than 4 GiB; it is left as a file.
//
//   mutate_inputs CORPUS_ROOT FOUND_FOLDER COUNT SEED [NAME…]
//   mutate_inputs NAME FILE                              hands one file to one target, as for a mutant that was found
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/rng.hpp"
#include "tests/under_sanitizer.hpp"

// Every target of tests/fuzz under a name of its own, and their list; made by CMake.
#include "fuzz_targets.inc"

namespace {

namespace fs = std::filesystem;

struct Target {
  const char* name;
  int (*take)(const std::uint8_t*, std::size_t);
};

constexpr Target targets[]{MACHI_FUZZ_TARGETS};

constexpr unsigned patience_s = 10;
constexpr std::uint64_t most_memory = std::uint64_t{4} << 30;
constexpr std::size_t longest_mutant = std::size_t{1} << 18;

// ---- What is left of a mutant that a target did not bear

std::string current;
char found_path[4096];

extern "C" void leave_mutant(int signal) {
  const int descriptor = ::open(found_path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  const char* const why = signal == SIGALRM ? "took longer than 10 s: " : "crashed on: ";
  ssize_t ignored = ::write(descriptor, current.data(), current.size());
  ignored += ::write(2, why, std::string_view(why).size());
  ignored += ::write(2, found_path, std::string_view(found_path).size());
  ignored += ::write(2, "\n", 1);
  ::_exit(ignored < 0 ? 2 : 1);
}

// ---- Mutants

constexpr std::array<std::string_view, 32> hostile_words{"0",
                                                         "-0",
                                                         "-1",
                                                         "1",
                                                         "0.5",
                                                         "1e308",
                                                         "-1e308",
                                                         "1e400",
                                                         "-1e-400",
                                                         "nan",
                                                         "NaN",
                                                         "inf",
                                                         "-Infinity",
                                                         "2147483647",
                                                         "2147483648",
                                                         "-2147483649",
                                                         "4294967295",
                                                         "4294967296",
                                                         "9223372036854775807",
                                                         "9223372036854775808",
                                                         "-9223372036854775808",
                                                         "18446744073709551616",
                                                         "0x10",
                                                         "1.5.5",
                                                         "1,5",
                                                         "",
                                                         "null",
                                                         "true",
                                                         "~",
                                                         "\xff\xfe",
                                                         "../../etc/passwd",
                                                         "&amp;&lt;&#x0;"};

constexpr std::array<std::string_view, 12> hostile_pieces{"<!DOCTYPE a [<!ENTITY b \"c\">]>",
                                                          "&b;",
                                                          "<![CDATA[",
                                                          "]]>",
                                                          "<!--",
                                                          "&a\n*a",
                                                          "!!binary |\n",
                                                          "\\u0000",
                                                          std::string_view("\0", 1),
                                                          "\xef\xbb\xbf",
                                                          "\r\n",
                                                          "\"\"\"\""};

class Dice {
 public:
  explicit Dice(std::uint64_t seed, std::uint64_t stream) : stream_(seed, stream, 1) {}
  std::size_t below(std::size_t limit) {
    return stream_.below(static_cast<std::uint32_t>(std::max<std::size_t>(limit, 1)));
  }
  template <class List>
  auto pick(const List& list) {
    return list[below(list.size())];
  }

 private:
  machi::RandomStream stream_;
};

struct Span {
  std::size_t begin;
  std::size_t size;
};

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '+' || c == '_' ||
         (c & 0x80) != 0;
}

// Words and numbers, marks, runs of blanks.
std::vector<Span> tokens_of(std::string_view text) {
  std::vector<Span> tokens;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (in_word(text[at]))
      while (end < text.size() && in_word(text[end])) ++end;
    tokens.push_back({at, end - at});
    at = end;
  }
  return tokens;
}

std::vector<Span> lines_of(std::string_view text) {
  std::vector<Span> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back({at, end - at});
    at = end;
  }
  return lines;
}

// From a mark that opens to the one that closes it: an element, an object, a list.
Span nested_piece(std::string_view text, Dice& dice) {
  const std::size_t from = dice.below(text.size());
  const std::size_t begin = std::min(text.find_first_of("<{[(", from), text.size());
  int depth = 0;
  for (std::size_t at = begin; at < text.size(); ++at) {
    if (text[at] == '<' && at + 1 < text.size() && text[at + 1] == '/') {
      --depth;
    } else if (std::string_view("<{[(").find(text[at]) != std::string_view::npos) {
      ++depth;
    } else if (std::string_view("}])").find(text[at]) != std::string_view::npos) {
      --depth;
    }
    if (depth <= 0) return {begin, std::min(text.find('>', at), at) + 1 - begin};
  }
  return {begin, text.size() - begin};
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times && all.size() < longest_mutant; ++i) all += piece;
  return all;
}

void change_text(std::string& text, std::string_view other, Dice& dice) {
  if (text.empty()) return;
  const std::vector<Span> tokens = tokens_of(text);
  const Span token = dice.pick(tokens);
  const std::vector<Span> lines = lines_of(text);
  const Span line = dice.pick(lines);
  switch (dice.below(14)) {
    case 0:
    case 1:
    case 2:
      text.replace(token.begin, token.size, dice.pick(hostile_words));
      break;
    case 3:
      text.erase(token.begin, token.size);
      break;
    case 4:
      text.insert(token.begin, repeated(text.substr(token.begin, token.size), 1 + dice.below(3)));
      break;
    case 5: {
      const std::vector<Span> others = tokens_of(other);
      if (others.empty()) break;
      const Span taken = dice.pick(others);
      text.replace(token.begin, token.size, other.substr(taken.begin, taken.size));
      break;
    }
    case 6:
      text.erase(line.begin, line.size);
      break;
    case 7: {
      const std::string moved = text.substr(line.begin, line.size);
      text.insert(dice.pick(lines).begin, moved);
      break;
    }
    case 8: {
      const Span piece = nested_piece(text, dice);
      text.insert(piece.begin, repeated(text.substr(piece.begin, piece.size), 1 + dice.below(50)));
      break;
    }
    case 9: {
      const Span piece = nested_piece(text, dice);
      text.erase(piece.begin, piece.size);
      break;
    }
    case 10:
      text.insert(token.begin, dice.pick(hostile_pieces));
      break;
    case 11:  // deep, and mostly not closed
      text.insert(token.begin, repeated(dice.pick(std::array<std::string_view, 5>{"[", "{\"a\":", "<a>", "- ", "((("}),
                                        std::size_t{1} << dice.below(13)));
      break;
    case 12:
      text.replace(token.begin, token.size, repeated("9", std::size_t{1} << dice.below(16)));
      break;
    default:
      text.resize(dice.below(text.size()));
  }
}

void change_bytes(std::string& bytes, Dice& dice) {
  if (bytes.empty()) return;
  const std::size_t at = dice.below(bytes.size());
  switch (dice.below(6)) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ 1 << dice.below(8));
      break;
    case 1:
      bytes[at] = static_cast<char>(dice.below(256));
      break;
    case 2: {  // a count or an offset
      constexpr std::array<std::uint32_t, 8> counts{0, 1, 0x7f, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
      const std::uint32_t count = dice.pick(counts);
      const std::size_t size = std::min<std::size_t>(std::size_t{1} << dice.below(3), bytes.size() - at);
      std::copy_n(reinterpret_cast<const char*>(&count), size, bytes.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    }
    case 3:
      bytes.erase(at, 1 + dice.below(16));
      break;
    case 4:
      bytes.insert(at, bytes.substr(dice.below(bytes.size()), 1 + dice.below(64)));
      break;
    default:
      bytes.resize(at);
  }
}

std::string mutant_of(const std::vector<std::string>& seeds, Dice& dice) {
  std::string text = dice.pick(seeds);
  const bool binary = text.find('\0') != std::string::npos;
  for (std::size_t changes = 1 + dice.below(4); changes > 0; --changes) {
    if (binary || dice.below(8) == 0) {
      change_bytes(text, dice);
    } else {
      change_text(text, dice.pick(seeds), dice);
    }
  }
  if (text.size() > longest_mutant) text.resize(longest_mutant);
  return text;
}

std::vector<std::string> seeds_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> seeds;
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return seeds;
}

void try_target(const Target& target, const fs::path& corpus, const fs::path& found, std::uint64_t count,
                std::uint64_t seed) {
  const std::vector<std::string> seeds = seeds_in(corpus / target.name);
  const auto started = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < count; ++i) {
    Dice dice(seed, i);
    current = mutant_of(seeds, dice);
    const std::string path = fmt::format("{}/{}_{}_{}", found.string(), target.name, seed, i);
    path.copy(found_path, sizeof found_path - 1);
    found_path[std::min(path.size(), sizeof found_path - 1)] = 0;
    ::alarm(patience_s);
    target.take(reinterpret_cast<const std::uint8_t*>(current.data()), current.size());
  }
  ::alarm(0);
  const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  fmt::print("{} {} {:.1f}\n", target.name, count, wall_s);
  std::fflush(stdout);
}

int try_file(std::string_view name, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  for (const Target& target : targets)
    if (name == target.name) return target.take(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return try_file(argv[1], argv[2]);
  if (argc < 5) {
    fmt::print(stderr, "mutate_inputs CORPUS_ROOT FOUND_FOLDER COUNT SEED [NAME…], or NAME FILE\n");
    return 2;
  }
  const std::vector<std::string_view> names(argv + 5, argv + argc);
  // AddressSanitizer reserves more addresses than any machine has memory.
  const rlimit memory{most_memory, most_memory};
  if (!machi::under_sanitizer && ::setrlimit(RLIMIT_AS, &memory) != 0) return 2;
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGALRM})
    std::signal(signal, leave_mutant);
  for (const Target& target : targets)
    if (names.empty() || std::find(names.begin(), names.end(), target.name) != names.end())
      try_target(target, argv[1], argv[2], std::strtoull(argv[3], nullptr, 10), std::strtoull(argv[4], nullptr, 10));
  return 0;
}
