using System.Text.Json.Serialization;

namespace Quittance.Simulator.Pennylane;

internal sealed record PennylaneAddress(string Address, string PostalCode, string City, [property: JsonPropertyName("country_alpha2")] string Country);
