/// \file  Questions to the ranks that know the answers.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Asks many questions of plain data, each of the rank `owner(question)`; the answers are in the order of the
/// questions. `answer` is called once on every rank with what each rank asks it, a row a rank, and gives as many rows
/// of answers. Collective.
template <class Answer, class Question, class Owner, class Reply>
std::vector<Answer> ask_owners(const Comm& comm, std::span<const Question> questions, const Owner& owner,
                               const Reply& answer) {
  std::vector<std::vector<Question>> rows(static_cast<std::size_t>(comm.size()));
  for (const Question& question : questions) rows[static_cast<std::size_t>(owner(question))].push_back(question);
  const std::vector<std::vector<Question>> asked = comm.all_to_all_of(rows);
  rows.clear();
  const std::vector<std::vector<Answer>> replies = answer(asked);
  const std::vector<std::vector<Answer>> told = comm.all_to_all_of(replies);
  std::vector<Answer> answers;
  answers.reserve(questions.size());
  std::vector<std::size_t> next(told.size(), 0);
  for (const Question& question : questions) {
    const auto rank = static_cast<std::size_t>(owner(question));
    answers.push_back(told[rank][next[rank]++]);
  }
  return answers;
}

/// The same where every question is answered by itself.
template <class Answer, class Question, class Owner, class ReplyOne>
std::vector<Answer> ask_each(const Comm& comm, std::span<const Question> questions, const Owner& owner,
                             const ReplyOne& answer) {
  return ask_owners<Answer>(comm, questions, owner, [&](const std::vector<std::vector<Question>>& asked) {
    std::vector<std::vector<Answer>> replies(asked.size());
    for (std::size_t r = 0; r < asked.size(); ++r)
      for (const Question& question : asked[r]) replies[r].push_back(answer(question));
    return replies;
  });
}

}  // namespace machi
