namespace Quittance.Domain.Intake;

/// <summary>One thing wrong with a document, said to the person who has to ask the supplier for a better one.</summary>
/// <param name="Rule">
/// The rule it breaks: an EN 16931-1 rule id where there is one (<c>BR-02</c>, <c>BR-CO-10</c>), else a snake_case name of ours
/// (<c>malformed_xml</c>, <c>invalid_date</c>).
/// </param>
/// <param name="Message">A sentence in English that needs no knowledge of XML where that is possible.</param>
/// <param name="Path">The element it was found at, as an XPath with the usual prefixes; null when it is about no single one.</param>
public sealed record DocumentFault(string Rule, string Message, string? Path);
