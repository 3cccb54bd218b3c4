#include "io/synth/places_writer.hpp"

#include <algorithm>

#include "io/synth/output.hpp"

namespace machi::synth {
namespace {

constexpr std::string_view city = "架空県海町市";
constexpr std::string_view file_code = "129992_umimachi-shi";

struct PersonsRow {
  std::uint64_t code;
  std::array<std::int32_t, age_classes> persons;
};

std::string_view suffix_of(Refuge kind) {
  switch (kind) {
    case Refuge::school:
      return "小学校";
    case Refuge::hall:
      return "公民館";
    case Refuge::tall_building:
      return "津波避難ビル";
    case Refuge::park:
      return "公園";
    case Refuge::high_ground:
      return "高台広場";
  }
  return {};
}

void field(Text& text, std::string_view key, std::string_view value, std::string_view after = ",\n") {
  text.put("        \"", key, "\": \"", value, "\"", after);
}

void open_feature(Text& text, const Shelter& shelter, std::int64_t number, char letter) {
  text.put("    {\n      \"type\": \"Feature\",\n      \"geometry\": {\"type\": \"Point\", \"coordinates\": [");
  text.fixed(shelter.at.lon_deg, 6);
  text.put(", ");
  text.fixed(shelter.at.lat_deg, 6);
  text.put("]},\n      \"properties\": {\n        \"NO\": ");
  text.number(number);
  std::string serial = std::to_string(number);
  serial.insert(0, serial.size() < 6 ? 6 - serial.size() : 0, '0');
  text.put(",\n");
  field(text, "共通ID", std::string(1, letter) + "12999" + serial + "1");
  field(text, "都道府県名及び市町村名", city);
  field(text, "施設・場所名", "第" + std::to_string(number) + std::string(suffix_of(shelter.kind)));
  field(text, "住所", std::string(city) + std::to_string(number) + "番地");
}

std::string collection(const std::vector<Shelter>& shelters, bool emergency) {
  Text text;
  text.put("{\n  \"type\": \"FeatureCollection\",\n  \"name\": \"129992\",\n  \"features\": [\n");
  const auto flag = [](bool set) { return set ? std::string_view("1") : std::string_view(); };
  std::int64_t number = 0;
  bool first = true;
  for (const Shelter& shelter : shelters) {
    ++number;
    const bool dwelling_place = shelter.kind == Refuge::school || shelter.kind == Refuge::hall;
    if (!emergency && !dwelling_place) continue;
    if (!first) text.put(",\n");
    first = false;
    open_feature(text, shelter, number, emergency ? 'E' : 'S');
    if (emergency) {
      field(text, "洪水", flag(shelter.flood));
      field(text, "崖崩れ、土石流及び地滑り", flag(shelter.landslide));
      field(text, "高潮", flag(shelter.storm_surge));
      field(text, "地震", flag(shelter.earthquake));
      field(text, "津波", flag(shelter.tsunami));
      field(text, "大規模な火事", flag(shelter.fire));
      field(text, "内水氾濫", flag(shelter.inland));
      field(text, "火山現象", "");
      field(text, "指定避難所との住所同一", flag(dwelling_place));
    } else {
      field(text, "指定緊急避難場所との住所同一", "1");
      field(text, "その他市町村長が必要と認める事項", "");
      field(text, "受入対象者", "");
    }
    field(text, "備考", "架空", "\n");
    text.put("      }\n    }");
  }
  text.put("\n  ]\n}\n");
  return std::move(text.bytes());
}

}  // namespace

void write_shelters(const Comm& comm, const std::string& directory, const std::vector<Shelter>& mine,
                    SynthSummary& summary) {
  std::vector<Shelter> all = comm.gather_of<Shelter>(mine);
  comm.agree([&] {
    if (!comm.first()) return;
    std::sort(all.begin(), all.end(),
              [](const Shelter& a, const Shelter& b) { return a.kind != b.kind ? a.kind < b.kind : a.key < b.key; });
    for (const bool emergency : {true, false}) {
      const std::string name =
          std::string(emergency ? "emergency_" : "evacuation_") + std::string(file_code) + ".geojson";
      summary.bytes += write_file(directory + "/shelters/" + name, {collection(all, emergency)});
      ++summary.files;
    }
    summary.shelters += static_cast<std::int64_t>(all.size());
  });
}

void write_people(const Comm& comm, const std::string& directory, const MeshPersons& mine, SynthSummary& summary) {
  std::vector<PersonsRow> rows;
  for (const auto& [code, persons] : mine) rows.push_back({code, persons});
  std::vector<PersonsRow> all = comm.gather_of<PersonsRow>(rows);
  comm.agree([&] {
    if (!comm.first()) return;
    std::sort(all.begin(), all.end(), [](const PersonsRow& a, const PersonsRow& b) { return a.code < b.code; });
    Text text;
    text.put("mesh_code,age_low,age_high,persons\n");
    for (const PersonsRow& row : all)
      for (int k = 0; k < age_classes; ++k) {
        const std::int32_t persons = row.persons[static_cast<std::size_t>(k)];
        if (persons == 0) continue;
        text.number(static_cast<std::int64_t>(row.code));
        text.put(",");
        text.number(5 * k);
        text.put(",");
        text.number(k + 1 == age_classes ? 120 : 5 * k + 4);
        text.put(",");
        text.number(persons);
        text.put("\n");
        summary.persons += persons;
      }
    summary.bytes += write_file(directory + "/machi/people_250m.csv", {text.bytes()});
    ++summary.files;
  });
}

}  // namespace machi::synth
