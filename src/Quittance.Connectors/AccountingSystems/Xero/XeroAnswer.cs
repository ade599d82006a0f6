using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>What all of Xero's answers have alike: lists, even of one object.</summary>
internal static class XeroAnswer
{
    /// <summary>The one object that was written, without errors.</summary>
    /// <exception cref="ProviderException">There is not one.</exception>
    /// <exception cref="Domain.Accounting.AccountingException">Xero did not write it.</exception>
    public static JsonElement Only(JsonElement answer, string list)
    {
        var written = answer.Items(list, 1) is [var one] ? one : throw new ProviderException(ProviderFault.BadAnswer, $"Xero's answer has not one entry in {list}.");
        XeroFailure.Check(written);
        return written;
    }
}
