using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Holdfast.Tests.House;

/// <summary>One type uses another, or one of its members.</summary>
/// <param name="User">Full name of the outermost type that uses.</param>
/// <param name="UserNamespace">Its namespace.</param>
/// <param name="Used">Full name of the outermost type that is used.</param>
/// <param name="UsedNamespace">Its namespace.</param>
/// <param name="Member">The method called, or null.</param>
internal sealed record TypeUse(string User, string UserNamespace, string Used, string UsedNamespace, string? Member);

/// <summary>Finds what a type uses, in its signatures and in its code, with all that the compiler made of it.</summary>
internal static class TypeUses
{
    /// <summary>What a type, with all types nested in it, uses.</summary>
    public static IEnumerable<TypeUse> Of(TypeDefinition type)
    {
        var uses = new HashSet<TypeUse>();
        Gather(type, type, uses);
        return uses;
    }

    private static void Gather(TypeDefinition user, TypeDefinition type, HashSet<TypeUse> uses)
    {
        void Add(TypeReference? used, string? member = null)
        {
            foreach (var part in Parts(used))
            {
                var outer = part;
                while (outer.DeclaringType is not null) outer = outer.DeclaringType;
                uses.Add(new TypeUse(user.FullName, user.Namespace, outer.FullName, outer.Namespace, member));
            }
        }

        Add(type.BaseType);
        foreach (var implemented in type.Interfaces) Add(implemented.InterfaceType);
        foreach (var attribute in type.CustomAttributes) Add(attribute.AttributeType);
        foreach (var field in type.Fields) Add(field.FieldType);
        foreach (var method in type.Methods) GatherMethod(method, Add);
        foreach (var nested in type.NestedTypes) Gather(user, nested, uses);
    }

    private static void GatherMethod(MethodDefinition method, Action<TypeReference?, string?> add)
    {
        add(method.ReturnType, null);
        foreach (var parameter in method.Parameters) add(parameter.ParameterType, null);
        foreach (var attribute in method.CustomAttributes) add(attribute.AttributeType, null);
        foreach (var constraint in method.GenericParameters.SelectMany(parameter => parameter.Constraints)) add(constraint.ConstraintType, null);
        if (!method.HasBody) return;
        foreach (var local in method.Body.Variables) add(local.VariableType, null);
        foreach (var handler in method.Body.ExceptionHandlers) add(handler.CatchType, null);
        foreach (var instruction in method.Body.Instructions) GatherOperand(instruction, add);
    }

    private static void GatherOperand(Instruction instruction, Action<TypeReference?, string?> add)
    {
        switch (instruction.Operand)
        {
            case TypeReference type:
                add(type, null);
                break;
            case MethodReference called:
                add(called.DeclaringType, called.Name);
                add(called.ReturnType, null);
                foreach (var parameter in called.Parameters) add(parameter.ParameterType, null);
                if (called is GenericInstanceMethod generic)
                {
                    foreach (var argument in generic.GenericArguments) add(argument, null);
                }
                break;
            case FieldReference field:
                add(field.DeclaringType, field.Name);
                add(field.FieldType, null);
                break;
        }
    }

    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
