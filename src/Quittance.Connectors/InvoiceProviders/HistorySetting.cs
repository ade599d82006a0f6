using System.Xml;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders;

/// <summary>How far the first poll of a connection looks back.</summary>
internal static class HistorySetting
{
    /// <summary>Its name in a connection's settings.</summary>
    public const string Name = "history";

    /// <summary>A quarter: what can still be open under the payment terms that French law allows (60 days), and some time to enter it.</summary>
    public const string Default = "P90D";

    private static readonly TimeSpan Max = TimeSpan.FromDays(3660);

    /// <summary>The setting's value.</summary>
    /// <exception cref="ProviderException">It is no duration between nothing and ten years.</exception>
    public static TimeSpan Of(ProviderAccess access)
    {
        try
        {
            var history = XmlConvert.ToTimeSpan(access.Setting(Name) ?? Default);
            return history >= TimeSpan.Zero && history <= Max ? history : throw Wrong(null);
        }
        catch (FormatException notIso)
        {
            throw Wrong(notIso);
        }
        catch (OverflowException tooLong)
        {
            throw Wrong(tooLong);
        }
    }

    private static ProviderException Wrong(Exception? inner) =>
        new(ProviderFault.NotConfigured, $"settings.{Name} is no ISO 8601 duration of at most ten years, such as {Default}.", inner: inner);
}
