using System.Text.Json;
using Quittance.Connectors.Http;

namespace Quittance.Connectors.InvoiceProviders.Qonto;

/// <summary>An amount as Qonto tells it: <c>{"value": "22.10", "currency": "EUR"}</c>.</summary>
internal sealed record QontoAmount(decimal Value, string? Currency)
{
    /// <summary>A field with an amount; null when it has none.</summary>
    /// <exception cref="Domain.Intake.ProviderException">It is there and is none.</exception>
    public static QontoAmount? Read(JsonElement parent, string name) =>
        parent.Part(name) is { } part && part.Amount("value") is { } value ? new QontoAmount(value, part.Line("currency")) : null;
}
